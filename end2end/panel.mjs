// A panel with a small demo Mastodon server, for one worker of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const program = `${root}target/debug/groundskeeper`;
const command = (folder) => ["demo", "--small", "--demo-dir", folder, "--listen", "127.0.0.1:0"];

/** Starts a panel in a fresh folder; answers with its address, an operator's sign-in, its state and how to stop it. */
export async function startPanel(number) {
  const folder = `${root}target/end2end/demo-${number}`;
  const log = `${root}target/end2end/panel-${number}.log`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${root}target/end2end`, { recursive: true });
  const out = openSync(log, "w");
  const panel = spawn(program, command(folder), { cwd: root, stdio: ["ignore", out, out] });
  const ended = once(panel, "exit");

  const signIn = `${folder}/demo.json`;
  while (!(await answers(signIn))) {
    if (panel.exitCode !== null) throw new Error(`the panel ended:\n${readFileSync(log, "utf8")}`);
    await pause(100);
  }
  const stop = async () => {
    panel.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...JSON.parse(readFileSync(signIn, "utf8")), state: `${folder}/groundskeeper.db`, stop };
}

/** Whether the address in the file is there and answers. */
async function answers(file) {
  if (!existsSync(file)) return false;
  try {
    const { address } = JSON.parse(readFileSync(file, "utf8"));
    return (await fetch(new URL("/health", address))).ok;
  } catch {
    return false; // half written, or not listening yet
  }
}
