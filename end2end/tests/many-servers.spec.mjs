import { expect, test } from "../fixtures.mjs";
import { changeHands, forgetLostServers, loseServers } from "../state.mjs";

test.describe.configure({ mode: "serial" });
test.beforeAll(({ panel }) => loseServers(panel, 200));
test.afterAll(({ panel }) => forgetLostServers(panel));
test.beforeEach(({ signIn, visit }) => signIn().then(() => visit("/unreachable?name=lost")));

/** Ticks one server, and with it opens the bar that decides about all that match. */
async function chooseAll(page) {
  await expect(page.getByText("1–50 of 200 servers")).toBeVisible();
  await page.getByLabel(/^Select lost/).first().check();
  await page.getByLabel("All 200 servers that match, on every page").check();
}

test("the pages of a long list follow one another", async ({ page }) => {
  const first = await page.getByLabel(/^Select lost/).first().getAttribute("value");
  for (const range of ["51–100", "101–150", "151–200"]) {
    await page.getByRole("link", { name: "Next" }).click();
    await expect(page.getByText(`${range} of 200 servers`)).toBeVisible();
  }
  await expect(page.getByRole("link", { name: "Next" })).toHaveCount(0);
  for (const range of ["101–150", "51–100", "1–50"]) {
    await page.getByRole("link", { name: "Previous" }).click();
    await expect(page.getByText(`${range} of 200 servers`)).toBeVisible();
  }
  await expect(page.getByLabel(/^Select lost/).first()).toHaveAttribute("value", first);
});

test("the list is narrowed to what we suggest", async ({ page, panel, visit }) => {
  changeHands(panel, "lost7.example");
  await visit("/unreachable");
  for (const advice of ["purge", "unfollow and limit"]) {
    const chip = page.getByRole("link", { name: new RegExp(`^We suggest ${advice} [0-9]+$`) });
    const number = Number((await chip.textContent()).match(/[0-9]+$/)[0]);
    await chip.click();
    await expect(chip).toHaveAttribute("aria-current", "true");
    const rows = page.getByRole("main").locator("form ul").first().getByRole("heading", { level: 3 });
    await expect(rows).toHaveCount(Math.min(number, 50));
    const badges = page.getByText(`We suggest: ${advice}`, { exact: false });
    await expect(badges).toHaveCount(Math.min(number, 50));
  }
  await expect(page.getByRole("heading", { name: "lost7.example" })).toBeVisible();
});

test("200 servers are purged with one confirmation, and taken back with one click", async ({ page, visit }) => {
  await chooseAll(page);
  await page.getByRole("button", { name: /^Purge (them|200 servers)$/ }).click();
  await expect(page.getByRole("heading", { name: "Purge 200 servers?" })).toBeVisible();
  await page.getByLabel("To confirm, type the number of servers: 200").fill("200");
  await page.getByRole("button", { name: "Purge", exact: true }).click();
  await expect(page.getByText(/are in the waiting room until/)).toBeVisible();
  await visit("/unreachable?name=lost");
  await expect(page.getByText("No server matches these filters")).toBeVisible();
  await visit("/waiting-room");
  await page.getByRole("button", { name: "Undo purge" }).click();
  await expect(page.getByText("Undone.")).toBeVisible();
});

test("200 servers are kept with one decision", async ({ page }) => {
  await chooseAll(page);
  await page.getByRole("button", { name: /^Keep (them|200 servers)$/ }).click();
  await expect(page.getByText("200 servers are kept for ever.")).toBeVisible();
  await expect(page.getByText("No server matches these filters")).toBeVisible();
});
