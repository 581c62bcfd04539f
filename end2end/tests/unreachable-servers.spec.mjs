import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";

test.describe.configure({ mode: "serial" });
test.beforeEach(({ signIn, visit }) => signIn().then(() => visit("/unreachable")));

/** The list of servers, without the navigation. */
const list = (page) => page.getByRole("main").locator("form ul").first();
const row = (page, server) => list(page).getByRole("listitem").filter({ has: page.getByRole("heading", { name: server, exact: true }) });
const firstServer = (page) => list(page).getByRole("heading").first().textContent();

test("a server shows why it is here, who would notice and what it takes", async ({ page }) => {
  const server = await firstServer(page);
  await expect(row(page, server).getByText(/We suggest: (Wait|Purge|Unfollow)/)).toBeVisible();
  await page.getByRole("link", { name: `Show details ${server}` }).click();
  for (const part of ["What happened each time we asked", "Who here would notice", "What is stored here"]) {
    await expect(row(page, server).getByText(part, { exact: true })).toBeVisible();
  }
});

test("a server that is to wait leaves the list", async ({ page }) => {
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Wait 30 days ${server}` }).click();
  await expect(page.getByText("1 server is left alone for 30 days.")).toBeVisible();
  await expect(row(page, server)).toHaveCount(0);
});

test("a purge is one click and can be undone", async ({ page }) => {
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Purge server ${server}` }).click();
  await expect(page.getByText(`${server} is in the waiting room until`)).toBeVisible();
  await expect(row(page, server)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo purge" }).click();
  await expect(page.getByText("Undone.")).toBeVisible();
  await expect(row(page, server)).toBeVisible();
});

test("several servers are decided about at once", async ({ page }) => {
  const servers = (await list(page).getByRole("heading").allTextContents()).slice(0, 2);
  for (const server of servers) await page.getByLabel(`Select ${server}`).check();
  await page.getByRole("button", { name: /^Keep (them|2 servers)$/ }).click();
  await expect(page.getByText("2 servers are kept for ever.")).toBeVisible();
  for (const server of servers) await expect(row(page, server)).toHaveCount(0);
});

test("a purge out of the waiting room removes what is stored of the server", async ({ page, visit }) => {
  test.setTimeout(180_000);
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Purge server ${server}` }).click();
  await visit("/waiting-room");
  await page.getByRole("link", { name: `Purge now ${server}` }).click();
  await expect(page.getByRole("heading", { name: `Purge ${server} now?` })).toBeVisible();
  const accounts = await count(page, "Accounts");
  await page.getByRole("button", { name: `Purge ${server} now` }).click();
  await finished(page);
  await expect(page.getByText(new RegExp(`^Purged ${server.replaceAll(".", "\\.")}: `))).toBeVisible();
  expect(await count(page, "Accounts")).toBe(accounts);
  await visit("/unreachable");
  await expect(row(page, server)).toHaveCount(0);
});
