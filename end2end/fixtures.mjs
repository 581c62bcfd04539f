// What the specs share: a panel per worker, signing in, waiting for hydration, and the accessibility check.
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import { startPanel } from "./panel.mjs";

export { expect };

export const test = base.extend({
  panel: [
    async ({}, use, worker) => {
      const panel = await startPanel(worker.workerIndex);
      await use(panel);
      await panel.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],

  baseURL: async ({ panel }, use) => use(panel.address),

  // No page may complain in the browser's console, whatever else a test looks at.
  complaints: [
    async ({ page, javaScriptEnabled }, use) => {
      const complaints = [];
      page.on("console", (message) => {
        // Without JavaScript nobody asks for the program that the page announces.
        if (javaScriptEnabled === false && message.text().includes("preloaded using link preload but not used")) return;
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],

  /** Goes to a page, and waits until it is hydrated where there is JavaScript. */
  visit: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path) => {
      await page.goto(path);
      if (javaScriptEnabled !== false) await hydrated(page);
    });
  },

  /** Signs the demo's operator in, by the form. */
  signIn: async ({ page, panel, visit }, use) => {
    await use(async () => {
      await visit("/sign-in");
      await page.getByLabel("Name").fill(panel.name);
      await page.getByLabel("Password").fill(panel.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).not.toHaveURL(/sign-in/);
    });
  },
});

/** Until then a click would reach the plain page below. */
export async function hydrated(page) {
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", /.*/);
}

/** The page has no fault that axe-core can find, by WCAG 2.2 AA. axe-core itself is JavaScript: for `*.hydrate.spec.mjs`. */
export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`)).toEqual([]);
}
