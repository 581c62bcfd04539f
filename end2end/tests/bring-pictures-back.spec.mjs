import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";

test.beforeEach(({ signIn }) => signIn());

/** How many accounts a preview would ask for. */
async function wouldAsk(page, visit) {
  await visit("/jobs/restore-profile-media");
  await page.getByRole("button", { name: "Preview a run" }).click();
  await finished(page);
  return count(page, "Accounts with a missing picture that is missed");
}

test("missing pictures are previewed, asked for, and fetched by Mastodon", async ({ page, visit }) => {
  await visit("/");
  await page.getByRole("link", { name: "Bring pictures back", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Bring pictures back", level: 1 })).toBeVisible();
  const before = await wouldAsk(page, visit);
  expect(before).toBeGreaterThan(3);

  await visit("/jobs/restore-profile-media");
  await page.getByLabel("Most accounts to ask for in this run").first().fill("3");
  await page.getByRole("button", { name: "Start a run" }).click();
  await finished(page);
  expect(await count(page, "Accounts whose pictures Mastodon is fetching")).toBe(3);
  expect(await wouldAsk(page, visit)).toBeLessThan(before);
});
