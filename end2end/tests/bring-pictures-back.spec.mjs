import { expect, test } from "../fixtures.mjs";

test.beforeEach(({ signIn }) => signIn());

test("without Mastodon's Redis the page says what it needs and offers nothing", async ({ page, visit }) => {
  await visit("/");
  await page.getByRole("link", { name: "Bring pictures back", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Bring pictures back", level: 1 })).toBeVisible();
  await expect(page.getByText("This needs Mastodon’s Redis, and none is set up here")).toBeVisible();
  await expect(page.getByText("REDIS_URL")).toBeVisible();
  await expect(page.getByRole("button", { name: "Start a run" })).toHaveCount(0);
});
