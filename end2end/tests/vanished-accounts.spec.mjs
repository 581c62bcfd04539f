import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";

test.describe.configure({ mode: "serial" });
test.beforeEach(({ signIn, visit }) => signIn().then(() => visit("/jobs/cull-accounts")));

let promised;

/** The form of the next run, with both delays at 0, so that the first look counts. */
async function atFirstLook(page) {
  const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "What the next run does" }) });
  await form.getByText("More options").click();
  await form.getByLabel("Second look after “not found”").fill("0");
  await form.getByLabel("Second look after “gone”").fill("0");
  return form;
}

test("a preview names the accounts that would go and changes nothing", async ({ page, visit }) => {
  await visit("/");
  const accounts = await count(page, "Copied accounts from elsewhere");
  await visit("/jobs/cull-accounts");
  const form = await atFirstLook(page);
  await form.getByRole("button", { name: "Preview a run" }).click();
  test.setTimeout(180_000);
  await finished(page);
  await expect(page.getByText("Nothing was changed.")).toBeVisible();
  promised = await count(page, "Would be removed: their server says they’re gone");
  expect(promised).toBeGreaterThan(0);
  await expect(page.getByRole("table", { name: "Accounts whose server says they’re gone" })).toBeVisible();
  await visit("/");
  expect(await count(page, "Copied accounts from elsewhere")).toBe(accounts);
});

test("a run removes them, and its report says who is gone and who gave no answer", async ({ page, visit }) => {
  test.setTimeout(180_000);
  await visit("/");
  const accounts = await count(page, "Copied accounts from elsewhere");
  await visit("/jobs/cull-accounts");
  const form = await atFirstLook(page);
  await form.getByRole("button", { name: "Start a run" }).click();
  await finished(page);
  expect(await count(page, "Removed: their server says they’re gone")).toBe(promised);
  const gone = page.getByRole("table", { name: "Accounts whose server says they’re gone" });
  await expect(gone.getByRole("row").nth(1)).toContainText(/Gone 410|Not found 404/);
  const silent = page.getByRole("table", { name: "Servers that gave no clear answer" });
  await expect(silent.getByRole("row").nth(1)).toBeVisible();
  await visit("/");
  expect(await count(page, "Copied accounts from elsewhere")).toBe(accounts - promised);
});

test("a second run finds no more", async ({ page }) => {
  test.setTimeout(180_000);
  const form = await atFirstLook(page);
  await form.getByRole("button", { name: "Start a run" }).click();
  await finished(page);
  await expect(page.getByText("No account had vanished.")).toBeVisible();
});
