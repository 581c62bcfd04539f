// What the specs say of runs and their reports.
import { expect } from "./fixtures.mjs";

/** Waits on a run's page until the report is there: it comes by itself, with JavaScript and without. */
export async function finished(page) {
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page.getByRole("heading", { name: "About this run" })).toBeVisible({ timeout: 150_000 });
}

/** The figure that stands behind a label of a ledger. */
export function figure(page, label) {
  return page.locator(".gk-ledger > div").filter({ has: page.getByText(label, { exact: true }) }).locator("dd");
}

/** The figure as a number. */
export async function count(page, label) {
  return Number((await figure(page, label).textContent()).replaceAll(",", ""));
}
