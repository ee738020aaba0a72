declare module 'virtual:contract' {
  import type { AnyContractRouter } from '@orpc/contract';

  /** Paths and methods of contracts/http.ts without their schemas. */
  export const routes: AnyContractRouter;
  /** SOCKET_PROTOCOL of contracts/socket.ts. */
  export const protocol: number;
}
