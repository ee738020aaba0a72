/**
 * Who may import whom. Each rule is proven by a planted breach in test/architecture/direction.test.ts, which also
 * runs the rules over the tree.
 */

const TESTS = '(\\.test\\.tsx?$|^test/|^bench/)';
/** Programs that people run by hand or that build the product. */
const TOOLS = '(-cli\\.ts$|^server/store/tool-database\\.ts$|\\.config\\.ts$|\\.mjs$|\\.cjs$)';
/** What decides, as against what stores, queues, sends or shows. */
const CORE = '^server/(commands|queries|reactions|presenters|intake)/';

/** Matches an npm package by name, also where it is only imported for its types. */
const npm = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;

/** Each technology and the only folders that know it. */
const HOMES = {
  mongoose: { packages: ['mongoose'], home: '^server/store/' },
  mongodb: { packages: ['mongodb'], home: '^server/(store|embedded)/' },
  bullmq: { packages: ['bullmq'], home: '^server/queues/' },
  ioredis: { packages: ['ioredis'], home: '^server/(queues|realtime|embedded)/' },
  'socket-io': { packages: ['socket\\.io', '@socket\\.io/[^/]+'], home: '^server/realtime/' },
  'socket-io-client': {
    packages: ['socket\\.io-client', 'engine\\.io-client'],
    home: '^(inbox-ui/src/socket/|channels/web-chat/widget/)',
  },
  express: {
    packages: [
      'express',
      'express-serve-static-core',
      'multer',
      'helmet',
      'express-rate-limit',
      'rate-limit-redis',
    ],
    home: '^server/http/',
  },
  orpc: { packages: ['@orpc/(server|openapi|zod|json-schema)'], home: '^server/http/' },
  'better-auth': {
    packages: ['better-auth', '@better-auth/[^/]+'],
    home: '^(server/http/auth/|inbox-ui/src/api/)',
  },
  botbuilder: {
    packages: ['botbuilder', 'botbuilder-[^/]+', 'botframework-[^/]+'],
    home: '^(bot/adapter\\.ts|bot/dialogs/|channels/bot-framework/client\\.ts)',
  },
  react: {
    packages: ['react', 'react-dom', '@mantine/[^/]+', '@tanstack/[^/]+', '@tiptap/[^/]+'],
    home: '^inbox-ui/',
  },
  preact: { packages: ['preact'], home: '^channels/web-chat/widget/' },
};

const homes = Object.entries(HOMES).map(([name, { packages, home }]) => ({
  name: `${name}-only-in-its-home`,
  comment: `Only ${home} knows ${packages.join(', ')}; everything else speaks to a port.`,
  severity: 'error',
  from: { pathNot: [home, TESTS, TOOLS] },
  to: { path: npm(...packages) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'contracts-is-a-leaf',
      comment: 'Everything may rest on contracts because contracts rest on nothing of ours.',
      severity: 'error',
      from: { path: '^contracts/', pathNot: TESTS },
      to: { pathNot: ['^contracts/', npm('zod', '@orpc/contract')] },
    },
    {
      name: 'channels-see-only-contracts',
      severity: 'error',
      from: { path: '^channels/', pathNot: TESTS },
      to: { path: '^(server|bot|inbox-ui|bench)/' },
    },
    {
      name: 'channels-do-not-see-each-other',
      comment:
        'A channel knows its own folder and what all channels share: the contract, its errors, and the named files beside the folders.',
      severity: 'error',
      from: { path: '^channels/([^/]+)/', pathNot: TESTS },
      to: {
        path: '^channels/',
        pathNot: [
          '^channels/$1/',
          '^channels/(channel|delivery-error|meta-graph|meta-messaging|meta-webhooks|multipart|provider-call|raw-json|standard-webhooks|standard-webhooks-peer|text-pieces)\\.ts$',
        ],
      },
    },
    {
      name: 'widget-is-a-page-of-its-own',
      comment: 'It runs in a stranger’s page: of the channel around it, it sees nothing.',
      severity: 'error',
      from: { path: '^channels/web-chat/widget/', pathNot: [TESTS, TOOLS] },
      to: { path: '^channels/', pathNot: ['^channels/web-chat/widget/', '^channels/web-chat/strings\\.'] },
    },
    {
      name: 'nothing-sees-inside-the-widget',
      severity: 'error',
      from: { pathNot: ['^channels/web-chat/widget/', TESTS] },
      to: { path: '^channels/web-chat/widget/' },
    },
    {
      name: 'bot-sees-only-contracts',
      severity: 'error',
      from: { path: '^bot/', pathNot: TESTS },
      to: { path: '^(server|channels|inbox-ui|bench)/' },
    },
    {
      name: 'inbox-ui-sees-only-contracts',
      severity: 'error',
      from: { path: '^inbox-ui/', pathNot: TESTS },
      to: { path: '^(server|channels|bot|bench)/' },
    },
    {
      name: 'server-does-not-see-the-inbox',
      severity: 'error',
      from: { path: '^server/', pathNot: TESTS },
      to: { path: '^(inbox-ui|bench)/' },
    },
    {
      name: 'only-compose-knows-the-registry',
      severity: 'error',
      from: { pathNot: ['^server/compose\\.ts$', TESTS] },
      to: { path: '^channels/registry\\.ts$' },
    },
    {
      name: 'server-does-not-see-an-adapter',
      comment:
        'The server speaks to channels through channels/channel.ts; adding one is a folder and a line.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/compose\\.ts$', TESTS] },
      to: { path: '^channels/[^/]+/' },
    },
    {
      name: 'compose-sees-only-the-sessions-of-the-web-chat',
      comment:
        'The web chat has no provider: our own sockets are its other side, and compose ties them to it.',
      severity: 'error',
      from: { path: '^server/compose\\.ts$' },
      to: { path: '^channels/[^/]+/', pathNot: '^channels/web-chat/(payload|split|verify)\\.ts$' },
    },
    {
      name: 'bot-is-known-to-compose',
      comment: 'The rest of the server calls the bot through its port; types of bot.ts are for all.',
      severity: 'error',
      from: { path: '^server/', pathNot: ['^server/compose\\.ts$', '^server/compose/', TESTS] },
      to: { path: '^bot/', pathNot: '^bot/bot\\.ts$' },
    },
    {
      name: 'domain-sees-only-contracts',
      severity: 'error',
      from: { path: '^server/domain/', pathNot: TESTS },
      to: { path: '^(server|channels|bot|inbox-ui)/', pathNot: '^server/domain/' },
    },
    {
      name: 'domain-has-no-node-api',
      comment: 'No clock, no files, no randomness: what varies is an argument.',
      severity: 'error',
      from: { path: '^server/domain/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-has-no-technology',
      severity: 'error',
      from: { path: '^server/domain/', pathNot: TESTS },
      to: {
        path: 'node_modules/',
        pathNot: npm('zod', 'temporal-polyfill', 'temporal-spec', 'libphonenumber-js'),
      },
    },
    {
      name: 'core-sees-ports-only',
      comment:
        'Commands, queries, reactions, presenters and the intake see server/ports.ts, never what is behind it.',
      severity: 'error',
      from: { path: CORE, pathNot: TESTS },
      to: { path: '^server/(store|queues|realtime|http|embedded|compose|main|config)(/|\\.ts$)' },
    },
    {
      name: 'queries-and-presenters-do-not-write',
      comment: 'Commands are the only writers.',
      severity: 'error',
      from: { path: '^server/(queries|presenters)/', pathNot: TESTS },
      to: { path: '^server/(commands|reactions)/' },
    },
    {
      name: 'presenters-are-pure',
      severity: 'error',
      from: { path: '^server/presenters/', pathNot: TESTS },
      to: { path: '^server/(queries|intake)/' },
    },
    {
      name: 'no-reaction-calls-another',
      severity: 'error',
      from: { path: '^server/(reactions/on-[^/]+)\\.ts$', pathNot: TESTS },
      to: { path: '^server/reactions/on-', pathNot: '^server/$1\\.ts$' },
    },
    {
      name: 'embedded-stores-are-known-to-compose',
      severity: 'error',
      from: {
        path: '^(server|bot|channels|contracts)/',
        pathNot: ['^server/(embedded/|(main|compose)\\.ts$)', TESTS, TOOLS],
      },
      to: { path: '^server/embedded/' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: TESTS },
      to: { path: ['^test/', '\\.test\\.tsx?$'] },
    },
    {
      name: 'no-test-package-in-the-product',
      severity: 'error',
      from: { path: '^(server|bot|channels|contracts|inbox-ui)/', pathNot: [TESTS, TOOLS] },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-unlisted-package',
      comment: 'What is imported stands in package.json; else a change far away takes it away.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-unresolvable-import',
      severity: 'error',
      from: {},
      // vite makes modules whose names begin with virtual: while it builds.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is forgotten.',
      severity: 'error',
      from: {
        orphan: true,
        // The demo shop's page names its script in HTML.
        pathNot: [
          TESTS,
          TOOLS,
          '\\.d\\.ts$',
          '-worker\\.ts$',
          '^server/main\\.ts$',
          '^channels/web-chat/demo/',
        ],
      },
      to: {},
    },
    ...homes,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|^data/|/fixtures/|\\.json$)' },
    // Without it imports of types are not seen.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
