import { expect, test } from "../fixtures.mjs";

test("somebody who is not signed in is asked first, and then led where they wanted to go", async ({ page, panel, visit }) => {
  await visit("/history");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Name").fill(panel.name);
  await page.getByLabel("Password").fill(panel.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/history$/);
  await expect(page.getByRole("heading", { name: "History", level: 1 })).toBeVisible();
});

test("a wrong password is refused in one sentence", async ({ page, panel, visit }) => {
  await visit("/sign-in");
  await page.getByLabel("Name").fill(panel.name);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Name or password is wrong.")).toBeVisible();
});

test("after signing out nothing is shown any more", async ({ page, signIn, visit }) => {
  await signIn();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/\/sign-in/);
  await visit("/");
  await expect(page).toHaveURL(/\/sign-in/);
});
