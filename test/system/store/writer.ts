// Commits numbered rows for as long as it lives, and says of each turn what is durable. Run by
// durability.test.ts.
import { openSqliteStore } from '../../../packages/runtime/src/store/store.sqlite.ts';

const store = openSqliteStore(process.argv[2]!, {
  fatal: (error) => {
    process.stdout.write(`fatal ${error.message}\n`);
    process.exitCode = 3;
  },
});

/** Several transactions of one turn: each writes a row, changes another and takes back an older one. */
function turn(): number {
  let last = 0;
  for (let i = 0; i < 5; i++) {
    last = store.transaction((tx) => {
      const n = tx.next('row');
      tx.put('row', String(n).padStart(8, '0'), { n, filling: 'x'.repeat(n % 1000) });
      tx.put('latest', 'row', n);
      if (n % 3 === 0) tx.delete('row', String(n - 1).padStart(8, '0'));
      return n;
    });
  }
  return last;
}

for (;;) {
  const last = turn();
  try {
    await store.durable();
  } catch {
    break; // Told by `fatal`.
  }
  process.stdout.write(`${last}\n`);
}
