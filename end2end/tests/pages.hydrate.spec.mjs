import { expect, expectAccessible, hydrated, test } from "../fixtures.mjs";
import { finished } from "../runs.mjs";
import { manyWereKept } from "../state.mjs";

const pages = [
  "/", "/unreachable", "/unreachable/decided", "/unreachable/deliveries", "/unreachable/import",
  "/unreachable/members?server=quartztown.example", "/waiting-room", "/jobs/cull-accounts", "/jobs/remove-profile-media", "/jobs/restore-profile-media", "/history",
  "/history/activity", "/unreachable/purge?server=quartztown.example",
  "/more", "/storage",
];

test.beforeAll(({ panel }) => manyWereKept(panel, 12));

test("the page to sign in is accessible", async ({ page, visit }) => {
  await visit("/sign-in");
  await expectAccessible(page);
});

for (const [look, colorScheme, width] of [["by day", "light", 1280], ["by night", "dark", 1280], ["on a phone", "light", 360]]) {
  test(`every page is accessible and fits ${look}`, async ({ page, signIn, visit }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await signIn();
    for (const path of pages) {
      await test.step(path, async () => {
        await visit(path);
        await expectAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, "nothing sticks out sideways").toBeLessThanOrEqual(0);
      });
    }
  });
}

test("a run is watched without loading the page again", async ({ page, signIn, visit }) => {
  await signIn();
  await visit("/jobs/remove-profile-media");
  await page.evaluate(() => (window.loadedOnce = true));
  await page.getByRole("button", { name: "Preview a run" }).click();
  await finished(page);
  expect(await page.evaluate(() => window.loadedOnce)).toBe(true);
  await expectAccessible(page);
});

test("a page that does not exist says so", async ({ page, complaints, signIn }) => {
  await signIn();
  const answer = await page.goto("/no-such-page");
  expect(answer.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This page doesn’t exist" })).toBeVisible();
  await hydrated(page);
  // The browser itself tells of the answer 404.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
});

test("what was decided is told also when the list is there before the address", async ({ page, signIn, visit }) => {
  await signIn();
  await visit("/unreachable");
  const row = page.getByRole("main").locator("form ul").first().getByRole("listitem").first();
  const server = await row.getByRole("heading").textContent();
  // The address changes with the next frame of the browser: hold it back.
  await page.evaluate(() => {
    window.held = [];
    window.requestAnimationFrame = (frame) => window.held.push(frame);
  });
  await page.getByRole("button", { name: `Keep for ever ${server}` }).click();
  await expect(page.getByRole("heading", { name: server, exact: true })).toHaveCount(0);
  await page.evaluate(() => window.held.splice(0).forEach((frame) => frame(0)));
  await expect(page.getByText("1 server is kept for ever.")).toBeVisible();
  await visit("/unreachable/decided");
  await page.getByRole("button", { name: `Ask about it again ${server}` }).click();
  await expect(page.getByText(`We look at ${server} again.`)).toBeVisible();
});
