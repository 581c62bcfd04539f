import { expect, test } from "../fixtures.mjs";
import { finished } from "../runs.mjs";
import { takeDecisionsBack } from "../state.mjs";

test.beforeAll(({ panel }) => takeDecisionsBack(panel));
test.beforeEach(({ signIn }) => signIn());

/** The lines of the log. */
const acts = (page) => page.getByRole("list", { name: "Acts, newest first" }).locator("> li");

test("what somebody decided is read in the activity log, with what was seen", async ({ page, visit }) => {
  await visit("/unreachable");
  const server = await page.getByRole("main").locator("form ul").first().getByRole("heading").first().textContent();
  await page.getByRole("button", { name: `Keep for ever ${server}` }).click();
  await expect(page.getByText("1 server is kept for ever.")).toBeVisible();
  await visit("/unreachable/decided");
  await page.getByRole("button", { name: `Ask about it again ${server}` }).click();
  await expect(page.getByText(`We look at ${server} again.`)).toBeVisible();

  await visit("/history");
  await page.getByRole("main").getByRole("link", { name: "Activity log" }).click();
  await expect(page.getByRole("heading", { name: "Activity log", level: 1 })).toBeVisible();
  await expect(acts(page).first()).toContainText(`demo took the decision about ${server} back.`);
  await expect(acts(page).nth(1)).toContainText(`demo chose to keep ${server} for ever.`);
  await acts(page).nth(1).getByText("What was seen at that moment").click();
  await expect(acts(page).nth(1).locator("pre")).toContainText(`"domain": "${server}"`);
});

test("the log is narrowed by what it is about and by whom", async ({ page, visit }) => {
  test.setTimeout(180_000);
  await visit("/jobs/remove-profile-media");
  await page.getByRole("button", { name: "Preview a run" }).click();
  // The next story finds nothing at work.
  await finished(page);
  await visit("/history/activity");
  await page.getByLabel("About").fill("Remove-Profile");
  await page.getByRole("button", { name: "Filter log" }).click();
  await expect(page).toHaveURL(/about=Remove-Profile/);
  await expect(acts(page).first()).toContainText("demo started a preview: Old profile pictures.");
  await expect(acts(page).filter({ hasText: "for ever" })).toHaveCount(0);
  await page.getByLabel("By").fill("nobody");
  await page.getByRole("button", { name: "Filter log" }).click();
  await expect(page.getByText("Nothing in the log matches.")).toBeVisible();
  await page.getByRole("link", { name: "Show all of the log" }).click();
  await expect(acts(page).filter({ hasText: "for ever" })).not.toHaveCount(0);
});
