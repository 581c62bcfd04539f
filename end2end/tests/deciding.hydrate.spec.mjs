// Deciding by keyboard and in haste: where the focus goes, and what a press too many does.
import { expect, test } from "../fixtures.mjs";
import { keptBySomebodyElse, takeDecisionsBack } from "../state.mjs";

test.beforeEach(async ({ panel, signIn, visit }) => {
  takeDecisionsBack(panel);
  await signIn();
  await visit("/unreachable");
});
test.afterAll(({ panel }) => takeDecisionsBack(panel));

const headings = (page) => page.getByRole("main").locator("form ul").first().getByRole("heading", { level: 3 });
const keep = (page, server) => page.getByRole("button", { name: `Keep for ever ${server}` });
const focused = (page) => page.locator(":focus");

test("after a decision the focus is on what was decided, and Enter decides nothing more", async ({ page }) => {
  const [first, ...others] = await headings(page).allTextContents();
  await keep(page, first).focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Enter");
  await expect(focused(page)).toContainText("1 server is kept for ever.");
  await expect(headings(page)).toHaveText(others);
  await page.keyboard.press("Enter");
  await page.reload();
  await expect(headings(page)).toHaveText(others);
});

test("a double-click decides about one server, and the counts around the page follow", async ({ page }) => {
  const [first, second, ...others] = await headings(page).allTextContents();
  const place = page.getByRole("navigation").getByRole("link", { name: new RegExp(`^Unreachable servers ?${others.length + 2} `) });
  await expect(place).toBeVisible();
  await keep(page, first).dblclick();
  await expect(headings(page)).toHaveText([second, ...others]);
  await keep(page, second).click();
  await expect(headings(page)).toHaveText(others);
  // The same address as after the first decision.
  await expect(page.getByRole("navigation").getByRole("link", { name: new RegExp(`^Unreachable servers ?${others.length} `) })).toBeVisible();
});

test("about a server that has left the list nothing is decided, and the list is read again", async ({ page, panel, complaints }) => {
  const [first, ...others] = await headings(page).allTextContents();
  keptBySomebodyElse(panel, first);
  await keep(page, first).click();
  await expect(focused(page)).toContainText("One of these servers is no longer in the list, so nothing was decided.");
  await expect(headings(page)).toHaveText(others);
  // The browser itself tells of the answer 404.
  expect(complaints.splice(0).filter((complaint) => !complaint.includes("404"))).toEqual([]);
});

test("what is ticked stays so when a row is opened", async ({ page }) => {
  const [first, second] = await headings(page).allTextContents();
  await page.getByLabel(`Select ${first}`).check();
  await page.getByRole("link", { name: `Show details ${second}` }).click();
  await expect(page.getByRole("link", { name: `Close details ${second}` })).toBeVisible();
  await expect(page.getByLabel(`Select ${first}`)).toBeChecked();
  await expect(page.getByText("1 server selected")).toBeVisible();
});

test("what is typed while the list comes stays, until something else is asked for", async ({ page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\/api\/unreachable/, (route) => held.then(() => route.continue()));
  const name = page.getByLabel("Name of a server");
  const state = page.getByLabel("State");
  await page.getByLabel("Order").selectOption("longest");
  await page.getByRole("button", { name: "Filter list" }).click();
  await expect(page).toHaveURL(/order=longest/);
  await name.fill("half a na");
  await state.selectOption({ index: 1 });
  release();
  await expect(page.getByRole("link", { name: /^All/ })).toHaveAttribute("href", /order=longest/);
  await expect(name).toHaveValue("half a na");
  await expect(state).not.toHaveValue("");
  await page.getByRole("link", { name: /^We suggest purge/ }).click();
  await expect(name).toHaveValue("");
  await expect(state).toHaveValue("");
  await expect(page.getByLabel("Order")).toHaveValue("longest");
});
