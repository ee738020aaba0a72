import type { WidgetHandler } from './widget-handler.ts';

/** Thumbs under an answer of the bot; acked once the vote is stored. */
export const answerVote: WidgetHandler<'answer.vote'> = async (vote, { caller, deps }) => {
  await deps.widget.voteAnswer(caller.threadId, vote);
  return {};
};
