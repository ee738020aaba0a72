/** A program that starts both embedded stores in the folder it is given, prints their pids, and stops them at SIGTERM. */
import { silentLog } from '#server/embedded/embedded-error.ts';
import { startMongod } from '#server/embedded/mongod.ts';
import { startRedis } from '#server/embedded/redis.ts';

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error('usage: store-owner.ts <data folder>');
const stores = await Promise.all([
  startMongod({ dataDir, log: silentLog }),
  startRedis({ dataDir, log: silentLog }),
]);
process.once('SIGTERM', () => {
  void Promise.all(stores.map((store) => store.stop())).then(() => process.exit(0));
});
const [mongod, redis] = stores;
console.log(JSON.stringify({ mongodPid: mongod.pid, redisPid: redis.pid }));
setInterval(() => undefined, 60_000);
