import { auditLedger } from './audit-ledger.ts';
import { withDatabase } from './tool-database.ts';

/** `npm run audit:ledger`: prints the recount; exits 1 on any difference. */
const report = await withDatabase((connection) => auditLedger(connection));
process.stdout.write(
  `${JSON.stringify({ ...report, differences: report.differences.slice(0, 50) }, null, 2)}\n`,
);
process.stdout.write(
  report.differences.length === 0 ? 'The ledger balances.\n' : `${report.differences.length} differences.\n`,
);
process.exitCode = report.differences.length === 0 ? 0 : 1;
