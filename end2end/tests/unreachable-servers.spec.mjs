import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";

test.describe.configure({ mode: "serial" });
test.beforeEach(({ signIn, visit }) => signIn().then(() => visit("/unreachable")));

/** The list of servers, without the navigation. */
const list = (page) => page.getByRole("main").locator("form ul").first();
const row = (page, server) => list(page).getByRole("listitem").filter({ has: page.getByRole("heading", { name: server, exact: true }) });
const firstServer = (page) => list(page).getByRole("heading").first().textContent();

/** Orders a purge: one click, and the name where members would notice it. */
async function orderPurge(page, server) {
  await page.getByRole("button", { name: `Purge server ${server}` }).click();
  const asked = page.getByLabel("To confirm, type the name of the server:");
  const waits = page.getByText(`${server} is in the waiting room until`);
  await expect(asked.or(waits)).toBeVisible();
  if (await asked.isVisible()) {
    await asked.fill(server);
    await page.getByRole("button", { name: "Purge", exact: true }).click();
  }
  await expect(waits).toBeVisible();
}

/** Takes the decision about a server back. */
async function askAgain(page, visit, server) {
  await visit("/unreachable/decided");
  await page.getByRole("button", { name: `Ask about it again ${server}` }).click();
  await expect(page.getByText(`We look at ${server} again.`)).toBeVisible();
}

test("a server shows why it is here, who would notice and what it takes", async ({ page }) => {
  const server = await firstServer(page);
  await expect(row(page, server).getByText(/We suggest: (Wait|Purge|Unfollow)/)).toBeVisible();
  await page.getByRole("link", { name: `Show details ${server}` }).click();
  for (const part of ["What happened each time we asked", "Who here would notice", "What is stored here"]) {
    await expect(row(page, server).getByText(part, { exact: true })).toBeVisible();
  }
  await row(page, server).getByText("What it answered, word by word").click();
  await expect(row(page, server).getByRole("code").first()).toContainText(/"(silence|status)"/);
});

test("a server that is to wait leaves the list", async ({ page }) => {
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Wait 30 days ${server}` }).click();
  await expect(page.getByText(/^1 server is left alone until /)).toBeVisible();
  await expect(row(page, server)).toHaveCount(0);
});

test("the list is filtered by what it says, and stays so after a decision", async ({ page, visit }) => {
  await page.getByLabel("State").selectOption({ index: 1 });
  await page.getByLabel("Order").selectOption("longest");
  await page.getByRole("button", { name: "Filter list" }).click();
  await expect(page).toHaveURL(/state=[a-z-]+/);
  const state = new URL(page.url()).searchParams.get("state");
  const server = await firstServer(page);
  await page.getByLabel("Name of a server").fill(server);
  await page.getByRole("button", { name: "Filter list" }).click();
  await expect(list(page).getByRole("heading", { level: 3 })).toHaveText([server]);
  await page.getByRole("link", { name: `Show details ${server}` }).click();
  await page.getByLabel("Wait until").fill("2000-01-01");
  await page.getByRole("button", { name: "Wait until this day" }).click({ noWaitAfter: true });
  await expect(row(page, server), "a day that is over decides nothing").toBeVisible();
  await page.getByLabel("Wait until").fill("");
  await page.getByRole("button", { name: "Wait 1 week" }).click();
  await expect(page.getByText(/^1 server is left alone until /)).toBeVisible();
  expect(new URL(page.url()).searchParams.get("state")).toBe(state);
  await expect(page.getByText("No server matches these filters")).toBeVisible();
  await askAgain(page, visit, server);
});

test("Enter on a ticked box decides nothing", async ({ page, visit }) => {
  const decisions = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/decide")) decisions.push(request.url());
  });
  const servers = await list(page).getByRole("heading", { level: 3 }).allTextContents();
  const box = page.getByLabel(`Select ${servers.at(-1)}`);
  await box.check();
  await box.press("Enter");
  await expect(box).toBeChecked();
  await visit("/unreachable");
  expect(decisions).toEqual([]);
  await expect(list(page).getByRole("heading", { level: 3 })).toHaveText(servers);
});

test("Enter in the field of a day waits until this day for the server of the row", async ({ page, visit }) => {
  const servers = await list(page).getByRole("heading", { level: 3 }).allTextContents();
  const server = servers[1];
  await page.getByRole("link", { name: `Show details ${server}` }).click();
  const day = page.getByLabel("Wait until");
  await day.fill(`${new Date().getFullYear() + 2}-03-01`);
  await day.press("Enter");
  await expect(page.getByText(/^1 server is left alone until /)).toBeVisible();
  await expect(list(page).getByRole("heading", { level: 3 })).toHaveText(servers.filter((name) => name !== server));
  await askAgain(page, visit, server);
});

test("cleared filters are cleared in their fields", async ({ page }) => {
  const name = page.getByLabel("Name of a server");
  await name.fill("nothing is named so");
  await page.getByRole("button", { name: "Filter list" }).click();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page.getByRole("heading", { name: "Servers to decide" })).toBeAttached();
  await expect(name).toHaveValue("");
});

test("a purge that members would notice is confirmed by typing", async ({ page, complaints, visit }) => {
  await visit("/unreachable?people=some");
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Purge server ${server}` }).click();
  await expect(page.getByRole("heading", { name: `Purge ${server}?` })).toBeVisible();
  expect(await count(page, "Members who follow somebody there")).toBeGreaterThan(0);
  const typed = page.getByLabel(`To confirm, type the name of the server: ${server}`);
  await typed.fill("another.example");
  await page.getByRole("button", { name: "Purge", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("What you typed is not what was asked for");
  // With JavaScript the browser itself tells of the answer 422.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("422"))).toEqual([]);
  await typed.fill(server);
  await page.getByRole("button", { name: "Purge", exact: true }).click();
  await expect(page.getByText(`${server} is in the waiting room until`)).toBeVisible();
  await expect(page, "the list is filtered as before").toHaveURL(/people=some/);
  await page.getByRole("button", { name: "Undo purge" }).click();
  await expect(page.getByText("Undone.")).toBeVisible();
  await expect(page).toHaveURL(/people=some/);
});

test("a purge that is not confirmed leads back to the list as it was filtered", async ({ page, visit }) => {
  await visit("/unreachable?people=some");
  await page.getByRole("button", { name: `Purge server ${await firstServer(page)}` }).click();
  await page.getByRole("main").getByRole("link", { name: "Back to the list" }).click();
  await expect(page).toHaveURL(/\/unreachable\?people=some$/);
});

test("a decision to wait or to keep can be taken back", async ({ page, visit }) => {
  const server = await firstServer(page);
  await page.getByRole("button", { name: `Keep for ever ${server}` }).click();
  await expect(page.getByText("1 server is kept for ever.")).toBeVisible();
  await askAgain(page, visit, server);
  await expect(page.getByRole("heading", { name: server, exact: true })).toHaveCount(0);
  await visit("/unreachable");
  await expect(row(page, server)).toBeVisible();
});

test("members who would notice are told by name", async ({ page, visit }) => {
  await visit("/unreachable?people=some");
  const server = await firstServer(page);
  await page.getByRole("link", { name: `Show details ${server}` }).click();
  await page.getByRole("link", { name: `See their names ${server}` }).click();
  await expect(page.getByRole("heading", { name: `Who would notice ${server}` })).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(/^@\w+.*(follows|followed by) \d+/);
  await page.getByRole("main").getByRole("link", { name: "Unreachable servers" }).click();
  await expect(page).toHaveURL(/\/unreachable\?people=some$/);
});

test("a server in no trouble is kept by its name", async ({ page, visit }) => {
  await page.getByRole("link", { name: "Servers you keep or wait for" }).click();
  await page.getByLabel("Names of servers").fill("https://dear.example/about");
  await page.getByRole("button", { name: "Keep them for ever" }).click();
  await expect(page.getByText("1 server is kept for ever. Of 1 of them nobody is known here")).toBeVisible();
  await expect(page.getByRole("heading", { name: "dear.example" })).toBeVisible();
  await expect(page.getByLabel("Names of servers")).toHaveValue("");
  await askAgain(page, visit, "dear.example");
  await expect(page.getByRole("heading", { name: "dear.example" })).toHaveCount(0);
});

test("a purge can be undone", async ({ page }) => {
  const server = await firstServer(page);
  await orderPurge(page, server);
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
  await orderPurge(page, server);
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

test("a delivery that is stuck is restarted", async ({ page, visit }) => {
  await page.getByRole("link", { name: /^Stuck deliveries/ }).click();
  await expect(page.getByRole("heading", { name: "Stuck deliveries", level: 1 })).toBeVisible();
  const stuck = page.getByRole("main").getByRole("listitem").filter({ hasText: "Answered us" });
  const server = await stuck.first().getByRole("heading").textContent();
  await page.getByRole("button", { name: `Restart delivery ${server}` }).click();
  await expect(page.getByText("Mastodon delivers to 1 server again.")).toBeVisible();
  await expect(stuck.filter({ hasText: server })).toHaveCount(0);
  await visit("/unreachable/deliveries");
  await expect(stuck.filter({ hasText: server })).toHaveCount(0);
});

test("servers out of a pasted list are looked at", async ({ page, complaints, visit }) => {
  await visit("/unreachable/decided");
  const server = await page.getByRole("main").getByRole("listitem").first().getByRole("heading").textContent();
  await visit("/unreachable");
  await page.getByRole("link", { name: "Have servers looked at" }).click();
  const names = page.getByLabel("Names of servers");
  await names.fill("no name at all");
  await page.getByRole("button", { name: "Look at them" }).click({ noWaitAfter: true });
  await expect(page.getByRole("alert")).toContainText("There is no name of a server");
  // With JavaScript the browser itself tells of the answer 422.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("422"))).toEqual([]);
  await names.fill(`The following domains were not available during the check:\n    ${server}\n    nobody-knows.example\n`);
  await page.getByRole("button", { name: "Look at them" }).click();
  await expect(page.getByText("We look at 1 server soon.")).toBeVisible();
  await expect(page.getByText("Nobody of 1 server is known here")).toBeVisible();
});
