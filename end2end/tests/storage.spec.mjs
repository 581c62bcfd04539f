import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";

test.describe.configure({ mode: "serial" });
test.beforeEach(({ signIn }) => signIn());

const answer = (page) => page.locator("#explorer").getByText(/would lose pictures|no picture would go/).first();

/** How many accounts the explorer says would lose pictures. */
const accounts = async (page) => Number(/^[\d,]+/.exec(await answer(page).textContent())?.[0].replaceAll(",", "") ?? 0);

test("storage is shown as it was measured, and Mastodon is not asked", async ({ page }) => {
  await page.getByRole("link", { name: "Storage", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Storage" })).toBeVisible();
  await expect(page.getByText(/Measured today/)).toBeVisible();
  await expect(page.getByRole("img", { name: /Saved profile pictures of other servers/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /^Avatars/ }).first()).toContainText(/[KMG]B/);
});

test("a measurement is started from the page and stands in its report", async ({ page, visit }) => {
  await visit("/storage");
  await page.getByRole("button", { name: "Measure now" }).click();
  await finished(page);
  await expect(page.getByText(/files are stored/)).toBeVisible();
  await page.getByRole("link", { name: "Open storage" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Storage" })).toBeVisible();
});

test("a threshold is a question in the address, and older ones take fewer", async ({ page, visit }) => {
  await visit("/storage?include_followed=true");
  const told = [];
  for (const days of ["7 days", "90 days"]) {
    await page.getByRole("navigation", { name: "Thresholds" }).getByRole("link", { name: days, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`days=${parseInt(days)}`));
    await expect(answer(page)).toContainText(new RegExp(`at ${days}`, "i"));
    told.push(await accounts(page));
  }
  expect(told[0]).toBeGreaterThan(told[1]);
});

test("the threshold that is chosen opens the job with it, and its preview says the same", async ({ page, visit }) => {
  await visit("/storage");
  await page.getByLabel("How long is “inactive”?").fill("45");
  await page.getByLabel("Only header images").check();
  // Another story may have removed everything that is not followed.
  await page.getByLabel("Also accounts that follow").check();
  await page.getByRole("button", { name: "Show result" }).click();
  await expect(page).toHaveURL(/days=45/);
  await expect(answer(page)).toContainText(/at 45 days/i);
  const told = await accounts(page);
  await page.getByRole("link", { name: "Use this threshold" }).click();
  await expect(page).toHaveURL(/remove-profile-media/);
  await expect(page.getByLabel("How long is “inactive”?").first()).toHaveValue("45");
  await expect(page.getByLabel("Only header images").first()).toBeChecked();
  await page.getByRole("button", { name: "Preview a run" }).click();
  await finished(page);
  expect(await count(page, "Accounts that would be tidied")).toBe(told);
});

test("prices put money beside sizes", async ({ page, visit }) => {
  await visit("/storage");
  await page.getByText("Change prices and room").click();
  await page.getByLabel("Currency").fill("€");
  await page.getByLabel("Price of 1 GB for a month").fill("10");
  await page.getByLabel("Size of the disk or bucket").fill("1000000");
  await page.getByRole("button", { name: "Save prices and room" }).click();
  await expect(page.getByRole("columnheader", { name: "A month" }).first()).toBeVisible();
  await expect(page.getByRole("row", { name: /^In all/ }).first()).toContainText("€");
});

test("what belongs to nobody is found, previewed and removed", async ({ page, visit }) => {
  await visit("/storage");
  await page.getByRole("button", { name: "Compare with the storage" }).click();
  await finished(page);
  const found = await count(page, "Belong to nobody");
  expect(found).toBeGreaterThan(0);

  await visit("/storage");
  await expect(page.getByRole("heading", { name: `${found} files belong to nobody` })).toBeVisible();
  await page.locator("#itself").getByRole("button", { name: "Preview a run" }).click();
  await finished(page);
  expect(await count(page, "Of them would be removed")).toBe(found);

  await visit("/storage");
  await page.locator("#itself").getByRole("button", { name: "Remove these files" }).click();
  await finished(page);
  expect(await count(page, "Of them removed")).toBe(found);

  await visit("/storage");
  await expect(page.getByRole("heading", { name: "The storage itself" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /belong to nobody/ })).toHaveCount(0);
});
