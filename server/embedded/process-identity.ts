import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process was started, as an opaque word, or undefined when no such process lives. A pid alone says
 * nothing: the system gives it to another process later. A process that ended but was not yet collected
 * (a zombie) counts as dead.
 */
export function processStamp(pid: number): string | undefined {
  return process.platform === 'linux' ? stampFromProc(pid) : stampFromPs(pid);
}

function stampFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may itself hold brackets and spaces: read from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function stampFromPs(pid: number): string | undefined {
  try {
    const out = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 5_000,
    });
    const [state = 'Z', ...start] = out.trim().split(/\s+/);
    return state.startsWith('Z') || start.length === 0 ? undefined : start.join('-').replace(/\W/g, '');
  } catch {
    return undefined;
  }
}

/** True while the process that was started under this stamp lives. */
export const isAlive = (pid: number, stamp: string): boolean => processStamp(pid) === stamp;
