import { XHR } from 'socket.io-client';

/** Long polling, for networks that let no WebSocket through. */
export const polling = XHR;
