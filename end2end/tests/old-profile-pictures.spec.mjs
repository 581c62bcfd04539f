import { expect, test } from "../fixtures.mjs";
import { count, figure, finished } from "../runs.mjs";

test.describe.configure({ mode: "serial" });
test.beforeEach(({ signIn }) => signIn());

let promised;

test("a preview says what a run would do and changes nothing", async ({ page, visit }) => {
  const pictures = await count(page, "Saved profile pictures");
  await page.getByRole("link", { name: "Old profile pictures", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "What is never removed" })).toBeVisible();
  await page.getByRole("button", { name: "Preview a run" }).click();
  await finished(page);
  await expect(page.getByText("Nothing was changed.")).toBeVisible();
  promised = {
    address: page.url(),
    files: await count(page, "Picture files that would be removed"),
    freed: await figure(page, "Storage that would be freed").textContent(),
  };
  expect(promised.files).toBeGreaterThan(0);
  await visit("/");
  expect(await count(page, "Saved profile pictures")).toBe(pictures);
});

test("the run does what the preview promised", async ({ page, visit }) => {
  const pictures = await count(page, "Saved profile pictures");
  await visit(promised.address);
  await page.getByRole("button", { name: "Do this now" }).click();
  await expect(page).not.toHaveURL(promised.address);
  await finished(page);
  expect(await count(page, "Picture files removed")).toBe(promised.files);
  await expect(page.locator(".gk-ledger .total dd")).toHaveText(promised.freed);
  await visit("/");
  expect(await count(page, "Saved profile pictures")).toBeLessThan(pictures);
});

test("the run stands in the history with who started it", async ({ page, panel, visit }) => {
  await visit("/history");
  const row = page.getByRole("row").nth(1);
  await expect(row).toContainText("Old profile pictures");
  await expect(row).toContainText("Done");
  await expect(row).toContainText(panel.name);
  await expect(row).toContainText(promised.freed);
});

test("a second run has nothing left to remove", async ({ page, visit }) => {
  await visit("/jobs/remove-profile-media");
  await page.getByRole("button", { name: "Start a run" }).click();
  await finished(page);
  await expect(page.getByText("There was no old picture to remove.")).toBeVisible();
});
