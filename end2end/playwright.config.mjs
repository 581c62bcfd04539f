// The panel in a real Chromium, twice with the same specs: with JavaScript and without.
import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

// The system's Chromium where there is one; Playwright's own otherwise.
const executablePath =
  process.env.CHROMIUM_PATH ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

export default defineConfig({
  testDir: "./tests",
  outputDir: "../target/end2end/results",
  // A spec file is one story whose steps build on each other; several stories run at once, each worker with its
  // own panel and data.
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with-javascript" },
    {
      name: "without-javascript",
      use: { javaScriptEnabled: false },
      // What only a hydrated page has.
      testIgnore: "**/*.hydrate.spec.mjs",
    },
  ],
});
