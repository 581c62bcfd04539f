// What a story needs to have happened before: written into the state of its panel.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";

const HOUR = 3_600_000;

function write(panel, statements) {
  const input = [".bail on", "BEGIN IMMEDIATE;", ...statements, "COMMIT;"].join("\n");
  execFileSync("sqlite3", ["-batch", "-cmd", ".timeout 10000", panel.state], { input });
}

/** More servers that have been silent for long, named `lost0.example` and so on, otherwise like one in trouble. */
export function loseServers(panel, count) {
  const like = "SELECT * FROM cases WHERE wait_until IS NULL AND kept = 0 AND purge_run IS NULL LIMIT 1";
  const lost = Array.from({ length: count }, (_, n) => [
    `UPDATE lost SET domain = 'lost${n}.example', state = 'long-silent', next_look_at = ${Date.now() + 24 * HOUR};`,
    "INSERT INTO cases SELECT * FROM lost;",
  ]);
  write(panel, [`CREATE TEMP TABLE lost AS ${like};`, ...lost.flat()]);
}

/** They are gone again, so that the next story finds the panel as it was. */
export function forgetLostServers(panel) {
  write(panel, ["DELETE FROM cases WHERE domain LIKE 'lost%.example';"]);
}

/** Somebody else has the address of a server that was in trouble. */
export function changeHands(panel, server) {
  write(panel, [`UPDATE cases SET state = 'changed-hands', next_look_at = ${Date.now() + 24 * HOUR} WHERE domain = '${server}';`]);
}

/** Whatever earlier stories decided to keep or to wait for is in the list again. */
export function takeDecisionsBack(panel) {
  write(panel, ["UPDATE cases SET kept = 0, wait_until = NULL;"]);
}

/** Somebody decided about many servers at once, and the activity log says so. */
export function manyWereKept(panel, count) {
  const names = Array.from({ length: count }, (_, n) => `town${n}.example`).join(" ");
  const entry = `'${randomUUID()}', id, ${Date.now()}, 'demo', 'decide-keep', '${names}', '{}'`;
  write(panel, [`INSERT INTO activities (id, site_id, at, operator, act, subject, detail) SELECT ${entry} FROM sites;`]);
}

/** Somebody else has decided to keep a server, while its row is still on the page. */
export function keptBySomebodyElse(panel, server) {
  write(panel, [`UPDATE cases SET kept = 1 WHERE domain = '${server}';`]);
}

/** The clock goes on until the purges that wait are due, and with them the last look at their servers. */
export function waitIsOver(panel) {
  write(panel, [
    `UPDATE runs SET due_at = ${Date.now()} WHERE job = 'purge-domain' AND state = 'queued';`,
    `UPDATE cases SET next_look_at = ${Date.now()} WHERE purge_run IS NOT NULL;`,
  ]);
}

/** Somebody else has ordered the purges that wait, and they are so large that a second person has to agree. */
export function orderedBySomebodyElse(panel, name) {
  const waiting = "SELECT id FROM runs WHERE job = 'purge-domain' AND state = 'queued'";
  write(panel, [`INSERT INTO agreements (run_id, ordered_by) SELECT id, '${name}' FROM (${waiting});`]);
}
