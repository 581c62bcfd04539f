import { expect, test } from "../fixtures.mjs";

test.beforeEach(({ signIn }) => signIn());

test("the overview leads to what needs a decision", async ({ page, panel }) => {
  await expect(page.getByRole("heading", { name: `Hello, ${panel.name}` })).toBeVisible();
  await page.getByRole("link", { name: /^Review \d+ servers?$/ }).click();
  await expect(page.getByRole("heading", { name: "Unreachable servers", level: 1 })).toBeVisible();
});

test("the overview says how the last runs went and when the next come", async ({ page }) => {
  for (const job of ["Vanished accounts", "Old profile pictures"]) {
    const card = page.locator("section").filter({ has: page.getByRole("heading", { name: job }) });
    // A preview where another story of the same panel asked for one.
    await expect(card.getByRole("link", { name: /^Last (run|preview)/ })).toBeVisible();
    await expect(card.getByText(/^Next: /)).toBeVisible();
  }
});

test("the chart of reclaimed storage has the same figures as a table", async ({ page }) => {
  await expect(page.getByRole("img", { name: /^Storage freed each week, .* in all/ })).toBeVisible();
  await page.getByText("Show as table").click();
  const weeks = page.getByRole("table", { name: /storage freed/i }).getByRole("row");
  await expect(weeks.nth(12)).toBeVisible();
});
