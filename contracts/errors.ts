/**
 * The error catalogue: every error a person or a program can meet, with its stable code.
 * `status` HTTP status · `retryable` the same request may succeed later · words for people in both languages.
 * A 500 shows only `internal` and the request id.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly en: string;
  readonly ja: string;
}

const e = (status: number, retryable: boolean, en: string, ja: string): ErrorEntry => ({
  status,
  retryable,
  en,
  ja,
});

export const ERRORS = {
  /** Anything unforeseen; details are in the log under the request id. */
  internal: e(
    500,
    true,
    'Something failed on our side. Please try again.',
    'サーバー側で問題が起きました。もう一度お試しください。',
  ),
  /** A body, query or path does not fit its schema; `data.issues` names the fields. */
  'invalid-input': e(
    400,
    false,
    'Some of what was sent is not valid.',
    '入力内容に正しくない項目があります。',
  ),
  /** A body is larger than its limit. */
  'too-large': e(413, false, 'This is larger than allowed.', 'サイズが上限を超えています。'),
  /** No session and no valid token. */
  'sign-in-required': e(401, false, 'Please sign in.', 'サインインしてください。'),
  /** E-mail address and password do not match; says nothing about which. */
  'wrong-credentials': e(
    401,
    false,
    'E-mail address or password is wrong.',
    'メールアドレスまたはパスワードが違います。',
  ),
  /** The second step: the code is wrong, used up or too old. */
  'wrong-code': e(401, false, 'This code is wrong or too old.', 'コードが違うか、期限が切れています。'),
  /** The account has been disabled by an administrator. */
  'account-disabled': e(403, false, 'This account is disabled.', 'このアカウントは無効になっています。'),
  /** `can()` said no. */
  'not-allowed': e(403, false, 'You may not do this.', 'この操作を行う権限がありません。'),
  /** The thing is not there, or the caller may not know of it. */
  'not-found': e(404, false, 'This does not exist or was removed.', '見つからないか、削除されています。'),
  /** Somebody else changed it first; read again. */
  'version-conflict': e(
    409,
    true,
    'Somebody else changed this first. It has been loaded again.',
    '他の人が先に変更しました。最新の内容を読み込みました。',
  ),
  /** The same client id was used for a different message. */
  'duplicate-client-id': e(
    409,
    false,
    'This was already sent with different content.',
    '同じ識別子で別の内容がすでに送信されています。',
  ),
  /** A unique name or address is taken. */
  'already-exists': e(409, false, 'This already exists.', 'すでに存在します。'),
  /** Too many requests from one source; `Retry-After` says when. */
  'rate-limited': e(
    429,
    true,
    'Too many attempts. Please wait a little.',
    '回数が多すぎます。少し待ってからお試しください。',
  ),
  /** The store cannot take the write now; nothing was kept. */
  'store-unavailable': e(
    503,
    true,
    'The store does not answer. Nothing was lost; please try again.',
    'データベースが応答していません。失われたものはありません。もう一度お試しください。',
  ),
  /** A prepared text holds a variable nobody can fill; `data.issues` names it. */
  'unknown-variable': e(
    400,
    false,
    'The text holds a variable that cannot be filled in.',
    '差し込めない項目が文中にあります。',
  ),
  /** An answer must have exactly one variant without conditions. */
  'default-variant-required': e(
    400,
    false,
    'One variant, and only one, must be for everyone.',
    '条件のない「標準」の回答がちょうど一つ必要です。',
  ),
  /** An answer that is to go live lacks words or examples in both languages. */
  'answer-incomplete': e(
    400,
    false,
    'A title, an example question and an answer are needed in at least one language.',
    '少なくとも一つの言語に、件名・質問の例・回答が必要です。',
  ),
  /** A dialog that is to go live has problems; `data.problems` lists them. */
  'dialog-not-ready': e(
    400,
    false,
    'This dialog cannot go live yet. The marked places need attention.',
    '公開前に直す箇所があります。印の付いた箇所をご確認ください。',
  ),
  /** A category of the help centre that still holds articles, drafts and archived ones too. */
  'category-in-use': e(
    409,
    false,
    'This category still holds articles. Move them first.',
    'この分類にはまだ記事があります。先に記事を移してください。',
  ),
  /** The language model is not set up, or not for this. */
  'model-off': e(
    409,
    false,
    'The language model is not set up for this.',
    'この用途では言語モデルが有効になっていません。',
  ),
  /** The server is stopping or the backlog is above its limit. */
  busy: e(
    503,
    true,
    'The server is busy. Please try again in a moment.',
    '混み合っています。少し待ってからお試しください。',
  ),
  /** A webhook, socket or token signature does not verify. */
  'bad-signature': e(401, false, 'The signature is missing or wrong.', '署名がないか、正しくありません。'),
  /** A webhook for a channel account that does not exist or is paused. */
  'unknown-account': e(404, false, 'No such channel account.', 'このチャネルアカウントは存在しません。'),
  /** A channel account lacks the secret its signature check needs; unsigned items are refused. */
  'secret-missing': e(
    409,
    false,
    'The channel account has no secret yet, so nothing is accepted.',
    'チャネルアカウントに秘密鍵が未設定のため、受信できません。',
  ),
  /** A page's origin is not among the allowed sites of the widget. */
  'origin-not-allowed': e(
    403,
    false,
    'This site may not show the chat.',
    'このサイトではチャットを表示できません。',
  ),
  /** An empty message. */
  'empty-message': e(400, false, 'There is nothing to send.', '送信する内容がありません。'),
  /** Longer than the channel takes. */
  'text-too-long': e(
    400,
    false,
    'The text is longer than this channel takes.',
    'このチャネルで送れる文字数を超えています。',
  ),
  /** A file type or size that is not accepted. */
  'file-not-accepted': e(400, false, 'This file cannot be sent.', 'このファイルは送信できません。'),
  /** The reply window of the provider is closed. */
  'reply-window-closed': e(
    409,
    false,
    'The reply window of this channel is closed.',
    'このチャネルの返信可能時間が過ぎています。',
  ),
  /** The customer wrote STOP on this address. */
  'opted-out': e(
    409,
    false,
    'The customer has opted out on this address.',
    'お客様がこの宛先での配信停止を希望しています。',
  ),
  /** No thread of the conversation can be answered. */
  'no-channel': e(409, false, 'There is no channel to answer on.', '返信できるチャネルがありません。'),
  /** The channel is known but not built or not connected here. */
  'channel-not-available': e(
    409,
    false,
    'This channel is not connected.',
    'このチャネルは接続されていません。',
  ),
  /** A regression test of the bot fails with this change, and a failing test blocks publishing. */
  'tests-failing': e(
    409,
    false,
    'A test of the bot would fail with this change.',
    'この変更では、ボットの回帰テストが失敗します。',
  ),
  /** The conversation is not in a state that allows this. */
  'wrong-state': e(
    409,
    false,
    'The conversation is not in a state that allows this.',
    '現在の会話の状態ではこの操作はできません。',
  ),
  /** The offer went to somebody else or timed out. */
  'offer-gone': e(409, false, 'This offer is gone.', 'この割り当てはすでに終了しています。'),
  /** The agent's capacity is used up. */
  'at-capacity': e(409, false, 'Your capacity is used up.', '同時対応の上限に達しています。'),
  /** The customer is blocked. */
  'customer-blocked': e(409, false, 'This customer is blocked.', 'このお客様はブロックされています。'),
  /** A one-time link was used, has expired or never existed. */
  'link-expired': e(
    410,
    false,
    'This link has expired or was used.',
    'このリンクは期限切れか、使用済みです。',
  ),
  /** A password is too short or too common. */
  'weak-password': e(
    400,
    false,
    'Use at least 10 characters that are not a common password.',
    '10文字以上で、よくあるパスワード以外にしてください。',
  ),
  /** A channel send: the provider said no for good. */
  'delivery-rejected': e(502, false, 'The provider refused the message.', '配信先に拒否されました。'),
  /** A channel send: the recipient's address does not exist or cannot get this. */
  'delivery-invalid-recipient': e(502, false, 'The address cannot receive this.', '宛先に届けられません。'),
  /** A channel send: credentials are wrong or expired. */
  'delivery-auth': e(
    502,
    false,
    'The channel account must be connected again.',
    'チャネルアカウントの再接続が必要です。',
  ),
  /** A channel send: over the provider's rate. */
  'delivery-throttled': e(
    502,
    true,
    'The provider asks us to slow down.',
    '配信先の送信制限に達しています。',
  ),
  /** A channel send: the plan's messages of this month are used up. */
  'delivery-quota': e(
    502,
    false,
    'This month’s messages of the provider’s plan are used up. Change the plan, or answer when the customer writes.',
    '配信先のプランで今月送れる通数を使い切りました。プランを変更するか、お客様からの次の連絡への返信をご利用ください。',
  ),
  /** A channel send: provider could not be reached; certainly not sent. */
  'delivery-unreachable': e(502, true, 'The provider cannot be reached.', '配信先に接続できません。'),
  /** A channel send: the call broke after it may have been taken. */
  'delivery-uncertain': e(
    502,
    false,
    'It is not known whether this was sent. Check before you send again.',
    '送信できたか確認できません。再送の前にご確認ください。',
  ),
  /** A channel send: retries ran out. */
  'delivery-exhausted': e(
    502,
    false,
    'It could not be sent after several attempts.',
    '何度か試しましたが送信できませんでした。',
  ),
  /** Parsing of a ledger item failed; it is in the poison lane. */
  unparseable: e(
    422,
    false,
    'The item could not be understood and was set aside.',
    '内容を解釈できなかったため、隔離しました。',
  ),
  /** An item kind this version does not handle; kept. */
  unsupported: e(
    422,
    false,
    'This kind of item is not supported yet. It was kept.',
    '未対応の種類です。内容は保存されています。',
  ),
  /** A target address is private, loopback or otherwise not allowed. */
  'address-not-allowed': e(400, false, 'This address may not be called.', 'このアドレスには接続できません。'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a catalogue code. `data` may hold codes, numbers and field names, never personal data. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly data: Record<string, unknown> | undefined;
  constructor(code: ErrorCode, data?: Record<string, unknown>) {
    super(ERRORS[code].en);
    this.code = code;
    this.data = data;
  }
  get status(): number {
    return ERRORS[this.code].status;
  }
  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** Body of every error answer. */
export interface ErrorBody {
  error: { code: ErrorCode; message: string; requestId?: string; data?: Record<string, unknown> };
}

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code);
