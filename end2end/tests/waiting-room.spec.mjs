import { readFileSync } from "node:fs";
import { expect, test } from "../fixtures.mjs";
import { count, finished } from "../runs.mjs";
import { orderedBySomebodyElse, takeDecisionsBack, waitIsOver } from "../state.mjs";

test.beforeAll(({ panel }) => takeDecisionsBack(panel));
test.beforeEach(({ signIn, visit }) => signIn().then(() => visit("/unreachable?people=some")));

/** As Mastodon documents the columns of a list of followed accounts. */
const COLUMNS = "Account address,Show boosts,Notify on new posts,Languages";

/** Orders the purge of a server that members would notice, and returns its name. */
async function orderPurge(page) {
  const server = await page.getByRole("main").locator("form ul").first().getByRole("heading").first().textContent();
  await page.getByRole("button", { name: `Purge server ${server}` }).click();
  await page.getByLabel(`To confirm, type the name of the server: ${server}`).fill(server);
  await page.getByRole("button", { name: "Purge", exact: true }).click();
  await expect(page.getByText(`${server} is in the waiting room until`)).toBeVisible();
  return server;
}

test("a large purge of somebody else waits until a second person agrees", async ({ page, panel, visit }) => {
  const server = await orderPurge(page);
  orderedBySomebodyElse(panel, "noor");
  await visit("/waiting-room");
  await expect(page.getByText("noor ordered this large purge.")).toBeVisible();
  await expect(page.getByRole("link", { name: `Purge now ${server}` })).toHaveCount(0);
  await page.getByRole("button", { name: `Agree ${server}` }).click();
  await expect(page.getByRole("link", { name: `Purge now ${server}` })).toBeVisible();
  await page.getByRole("button", { name: `Undo purge ${server}` }).click();
  await expect(page.getByText("Undone.")).toBeVisible();
});

test("when its time is over a purge begins by itself, and members get their follows as a file and are told", async ({ page, panel, visit }) => {
  test.setTimeout(240_000);
  const server = await orderPurge(page);

  await visit("/waiting-room");
  const purgeNow = await page.getByRole("link", { name: `Purge now ${server}` }).getAttribute("href");
  waitIsOver(panel);
  await visit(purgeNow.replace("/waiting-room/", "/runs/").replace("/now", ""));
  await finished(page);
  await expect(page.getByText(new RegExp(`^Purged ${server.replaceAll(".", "\\.")}: `))).toBeVisible();

  const follows = await count(page, "Follows by your members");
  expect(follows).toBeGreaterThan(0);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /^Follows \(CSV\) of / }).first().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^following_accounts-.+\.csv$/);
  const [head, ...rows] = readFileSync(await download.path(), "utf8").trimEnd().split("\n");
  expect(head).toBe(COLUMNS);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(new RegExp(`^[\\w.-]+@${server.replaceAll(".", "\\.")},(true|false),(true|false),`));

  await test.step("the members are told, after a person has read what they will read", async () => {
    await page.getByRole("link", { name: "Tell the members" }).click();
    await expect(page.getByRole("heading", { name: "Tell the members", level: 1 })).toBeVisible();
    const text = page.getByLabel("English");
    const written = await text.inputValue();
    await text.fill(written.replace("{server}", "{servers}"));
    await page.getByRole("button", { name: /^Approve and send to \d+ members?$/ }).click();
    await expect(page.getByRole("alert")).toContainText("{servers} cannot be filled in");
    await expect(text, "what was typed is kept").toHaveValue(/\{servers\}/);
    await text.fill(written);
    await page.getByRole("button", { name: "Show the example" }).click();
    await expect(page.getByRole("figure").filter({ hasText: "English" })).toContainText(server);
    await page.getByRole("button", { name: /^Approve and send to \d+ members?$/ }).click();
    await expect(page.getByText(/^Approved by demo/)).toBeVisible();
    await expect(async () => {
      await visit(page.url());
      expect(await count(page, "Sent")).toBeGreaterThan(0);
    }).toPass();
  });
});
