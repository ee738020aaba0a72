/** Carries text packets of Engine.IO 4 both ways. */
export interface Wire {
  send(packet: string): void;
  close(): void;
}
export type OpenWire = (base: string, onPacket: (packet: string) => void, onEnd: () => void) => Wire;

const address = (base: string, transport: string): string =>
  `${base}/socket.io/?EIO=4&transport=${transport}`;

export const openWebSocket: OpenWire = (base, onPacket, onEnd) => {
  const socket = new WebSocket(address(base.replace('http', 'ws'), 'websocket'));
  socket.onmessage = ({ data }) => onPacket(data);
  socket.onclose = onEnd;
  return {
    send: (packet) => socket.send(packet),
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
};

/** Parts a poll's body into packets. */
const SEPARATOR = '\x1e';

/** For networks that let no WebSocket through: one request waits for packets, others carry ours, in order. */
export const openPolling: OpenWire = (base, onPacket, onEnd) => {
  const ended = new AbortController();
  let url = address(base, 'polling');
  let sending = Promise.resolve();
  const fetched = async (body?: string): Promise<string> => {
    const post = body === undefined ? {} : { method: 'POST', body };
    const answer = await fetch(url, {
      ...post,
      signal: ended.signal,
      credentials: 'omit',
      cache: 'no-store',
    });
    if (!answer.ok) throw new Error();
    return answer.text();
  };
  const failed = (): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    onEnd();
  };
  const poll = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      for (const packet of (await fetched()).split(SEPARATOR)) {
        if (packet[0] === '0') url += `&sid=${JSON.parse(packet.slice(1)).sid}`;
        onPacket(packet);
      }
    }
  };
  poll().catch(failed);
  return {
    send(packet) {
      sending = sending.then(() => fetched(packet)).then(() => {}, failed);
    },
    close: () => ended.abort(),
  };
};
