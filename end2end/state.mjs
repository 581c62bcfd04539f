// What a story needs to have happened before: written into the state of its panel.
import { DatabaseSync } from "node:sqlite";

const HOUR = 3_600_000;

function written(panel, write) {
  const state = new DatabaseSync(panel.state, { timeout: 10_000 });
  try {
    write(state);
  } finally {
    state.close();
  }
}

/** More servers that have been silent for long, named `lost0.example` and so on, like one that is there. */
export function loseServers(panel, count) {
  written(panel, (state) => {
    const like = state.prepare("SELECT * FROM cases WHERE state = 'long-silent' AND kept = 0 AND purge_run IS NULL LIMIT 1").get();
    const row = { ...like, next_look_at: Date.now() + 24 * HOUR };
    const columns = Object.keys(row);
    const insert = state.prepare(`INSERT INTO cases (${columns}) VALUES (${columns.map(() => "?")})`);
    state.exec("BEGIN IMMEDIATE");
    for (let n = 0; n < count; n += 1) insert.run(...Object.values({ ...row, domain: `lost${n}.example` }));
    state.exec("COMMIT");
  });
}

/** The clock goes on until the purges that wait are due. */
export function waitIsOver(panel) {
  written(panel, (state) => {
    state.prepare("UPDATE runs SET due_at = ? WHERE job = 'purge-domain' AND state = 'queued'").run(Date.now());
  });
}
