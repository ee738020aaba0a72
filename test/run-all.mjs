/**
 * Runs the project's checks and suites one after the other and ends with one plain line: `N passed, N failed`.
 *
 *   node test/run-all.mjs                  everything (npm test)
 *   node test/run-all.mjs check            lint, types, architecture, unused code, sizes (npm run check)
 *   node test/run-all.mjs unit integration some steps by name
 *
 * A check counts as one; a suite counts its tests. A skipped test, a file that cannot be read and a step that runs
 * out of time count as failed. All steps run, also after a failure; the exit code is 1 if anything failed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const RESULTS = path.join(ROOT, 'test-results');
const STEP_TIMEOUT_MS = 10 * 60_000;

const check = (name, ...command) => ({ name, group: 'check', command });
const suite = (name, group, ...args) => ({
  name,
  group,
  json: path.join(RESULTS, `${name}.json`),
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', ...args],
});

const STEPS = [
  check('lock', 'node', 'test/architecture/complete-lock.mjs', '--check'),
  check('build', 'node', 'server/build.mjs'),
  check('lint', 'biome', 'check', '--error-on-warnings', '.'),
  check('types', 'tsc', '-p', 'tsconfig.json'),
  check('types of tests', 'tsc', '-p', 'test/tsconfig.json'),
  check('types of inbox-ui', 'tsc', '-p', 'inbox-ui/tsconfig.json'),
  check('types of the widget', 'tsc', '-p', 'channels/web-chat/widget/tsconfig.json'),
  suite('architecture', 'check', '--project', 'architecture'),
  check('unused code', 'knip', '--no-progress'),
  check('sizes', 'size-limit'),
  suite('unit', 'unit', '--project', 'unit'),
  suite('integration', 'integration', '--project', 'integration'),
  suite('e2e', 'e2e', '--project', 'e2e'),
];

let running;

/** Runs one command in its own process group, so that a timeout or Ctrl-C ends all of it. Gives the exit code. */
function run(step) {
  const [program, ...args] = step.command;
  const extra = step.json ? [`--outputFile.json=${step.json}`] : [];
  return new Promise((resolve) => {
    const child = spawn(program, [...args, ...extra], {
      cwd: ROOT,
      stdio: 'inherit',
      detached: true,
      env: {
        ...process.env,
        PATH: `${path.join(ROOT, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
      },
    });
    running = child;
    const timer = setTimeout(() => {
      console.error(`${step.name}: out of time (${STEP_TIMEOUT_MS / 60_000} min)`);
      endGroup(child, 'SIGKILL');
    }, STEP_TIMEOUT_MS);
    const settle = (code) => {
      clearTimeout(timer);
      running = undefined;
      resolve(code);
    };
    child.once('error', (error) => {
      console.error(`${step.name}: ${error.message}`);
      settle(1);
    });
    child.once('exit', (code) => settle(code ?? 1));
  });
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** Counts a suite from vitest's JSON report; without a readable report the step is one failure. */
function countSuite(file, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const unread = report.testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.length === 0,
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.error(`${skipped} skipped: a skipped test counts as failed`);
  const failed = report.numFailedTests + skipped + unread.length;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

for (const name of ['SIGINT', 'SIGTERM']) {
  process.on(name, () => {
    if (running) endGroup(running, name);
    process.exitCode = 130;
    setTimeout(() => process.exit(130), 5_000);
  });
}

const wanted = process.argv.slice(2);
const steps = STEPS.filter(
  ({ name, group }) => wanted.length === 0 || wanted.includes(name) || wanted.includes(group),
);
if (steps.length === 0) {
  console.error(`no such step: ${wanted.join(' ')} (there are ${STEPS.map(({ name }) => name).join(', ')})`);
  process.exit(2);
}
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const rows = [];
for (const step of steps) {
  console.log(`\n── ${step.name}`);
  const startedAt = performance.now();
  const code = await run(step);
  const count = step.json
    ? countSuite(step.json, code)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  rows.push({ name: step.name, seconds: (performance.now() - startedAt) / 1_000, ...count });
  if (process.exitCode === 130) break;
}

console.log('');
for (const { name, seconds, passed, failed } of rows) {
  const time = `${seconds.toFixed(1)} s`.padStart(9);
  console.log(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(22)}${time}  ${passed} passed, ${failed} failed`);
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(process.exitCode ?? (sum('failed') > 0 ? 1 : 0));
