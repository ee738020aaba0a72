import { invite as inviteAgents } from './agents/invite.ts';
import { list as listAgents } from './agents/list.ts';
import { resetLink as resetLinkAgents } from './agents/reset-link.ts';
import { update as updateAgents } from './agents/update.ts';
import { create as createArticleCategories } from './article-categories/create.ts';
import { list as listArticleCategories } from './article-categories/list.ts';
import { remove as removeArticleCategories } from './article-categories/remove.ts';
import { update as updateArticleCategories } from './article-categories/update.ts';
import { comments as commentsArticles } from './articles/comments.ts';
import { create as createArticles } from './articles/create.ts';
import { discard as discardArticles } from './articles/discard.ts';
import { exportFiles as exportFilesArticles } from './articles/export-files.ts';
import { importFiles as importFilesArticles } from './articles/import-files.ts';
import { list as listArticles } from './articles/list.ts';
import { removeComment as removeCommentArticles } from './articles/remove-comment.ts';
import { rollBack as rollBackArticles } from './articles/roll-back.ts';
import { show as showArticles } from './articles/show.ts';
import { update as updateArticles } from './articles/update.ts';
import { versions as versionsArticles } from './articles/versions.ts';
import { note as noteAssist } from './assist/note.ts';
import { suggest as suggestAssist } from './assist/suggest.ts';
import { ask as askBot } from './bot/ask.ts';
import { bands as bandsBot } from './bot/bands.ts';
import { recognizer as recognizerBot } from './bot/recognizer.ts';
import { create as createBotAnswers } from './bot-answers/create.ts';
import { list as listBotAnswers } from './bot-answers/list.ts';
import { preview as previewBotAnswers } from './bot-answers/preview.ts';
import { publish as publishBotAnswers } from './bot-answers/publish.ts';
import { remove as removeBotAnswers } from './bot-answers/remove.ts';
import { show as showBotAnswers } from './bot-answers/show.ts';
import { update as updateBotAnswers } from './bot-answers/update.ts';
import { check as checkBotDialogs } from './bot-dialogs/check.ts';
import { create as createBotDialogs } from './bot-dialogs/create.ts';
import { history as historyBotDialogs } from './bot-dialogs/history.ts';
import { list as listBotDialogs } from './bot-dialogs/list.ts';
import { preview as previewBotDialogs } from './bot-dialogs/preview.ts';
import { publish as publishBotDialogs } from './bot-dialogs/publish.ts';
import { remove as removeBotDialogs } from './bot-dialogs/remove.ts';
import { rollBack as rollBackBotDialogs } from './bot-dialogs/roll-back.ts';
import { show as showBotDialogs } from './bot-dialogs/show.ts';
import { update as updateBotDialogs } from './bot-dialogs/update.ts';
import { clusters as clustersBotLearning } from './bot-learning/clusters.ts';
import { decide as decideBotLearning } from './bot-learning/decide.ts';
import { dismiss as dismissBotLearning } from './bot-learning/dismiss.ts';
import { draft as draftBotLearning } from './bot-learning/draft.ts';
import { fromConversation as fromConversationBotLearning } from './bot-learning/from-conversation.ts';
import { lessons as lessonsBotLearning } from './bot-learning/lessons.ts';
import { propose as proposeBotLearning } from './bot-learning/propose.ts';
import { targets as targetsBotLearning } from './bot-learning/targets.ts';
import { teach as teachBotLearning } from './bot-learning/teach.ts';
import { falseDeflections as falseDeflectionsBotMeasured } from './bot-measured/false-deflections.ts';
import { create as createBotTests } from './bot-tests/create.ts';
import { exportTests as exportBotTests } from './bot-tests/export.ts';
import { fromConversation as fromConversationBotTests } from './bot-tests/from-conversation.ts';
import { gate as gateBotTests } from './bot-tests/gate.ts';
import { list as listBotTests } from './bot-tests/list.ts';
import { overrides as overridesBotTests } from './bot-tests/overrides.ts';
import { preview as previewBotTests } from './bot-tests/preview.ts';
import { remove as removeBotTests } from './bot-tests/remove.ts';
import { run as runBotTests } from './bot-tests/run.ts';
import { setGate as setGateBotTests } from './bot-tests/set-gate.ts';
import { show as showBotTests } from './bot-tests/show.ts';
import { update as updateBotTests } from './bot-tests/update.ts';
import { create as createCanned } from './canned/create.ts';
import { list as listCanned } from './canned/list.ts';
import { remove as removeCanned } from './canned/remove.ts';
import { update as updateCanned } from './canned/update.ts';
import { adapters as adaptersChannelAccounts } from './channel-accounts/adapters.ts';
import { check as checkChannelAccounts } from './channel-accounts/check.ts';
import { create as createChannelAccounts } from './channel-accounts/create.ts';
import { list as listChannelAccounts } from './channel-accounts/list.ts';
import { templates as templatesChannelAccounts } from './channel-accounts/templates.ts';
import { update as updateChannelAccounts } from './channel-accounts/update.ts';
import { accept as acceptConversations } from './conversations/accept.ts';
import { assign as assignConversations } from './conversations/assign.ts';
import { counts as countsConversations } from './conversations/counts.ts';
import { decisions as decisionsConversations } from './conversations/decisions.ts';
import { decline as declineConversations } from './conversations/decline.ts';
import { save as saveConversationsDraft } from './conversations/draft/save.ts';
import { show as showConversationsDraft } from './conversations/draft/show.ts';
import { handBack as handBackConversations } from './conversations/hand-back.ts';
import { list as listConversations } from './conversations/list.ts';
import { messages as messagesConversations } from './conversations/messages.ts';
import { reopen as reopenConversations } from './conversations/reopen.ts';
import { resolve as resolveConversations } from './conversations/resolve.ts';
import { retry as retryConversations } from './conversations/retry.ts';
import { send as sendConversations } from './conversations/send.ts';
import { show as showConversations } from './conversations/show.ts';
import { snooze as snoozeConversations } from './conversations/snooze.ts';
import { spam as spamConversations } from './conversations/spam.ts';
import { start as startConversations } from './conversations/start.ts';
import { takeOver as takeOverConversations } from './conversations/take-over.ts';
import { update as updateConversations } from './conversations/update.ts';
import { block as blockCustomers } from './customers/block.ts';
import { create as createCustomers } from './customers/create.ts';
import { erase as eraseCustomers } from './customers/erase.ts';
import { interactions as interactionsCustomers } from './customers/interactions.ts';
import { list as listCustomers } from './customers/list.ts';
import { logInteractionRoute as logInteractionCustomers } from './customers/log-interaction.ts';
import { merge as mergeCustomers } from './customers/merge.ts';
import { show as showCustomers } from './customers/show.ts';
import { suggestions as suggestionsCustomers } from './customers/suggestions.ts';
import { unmerge as unmergeCustomers } from './customers/unmerge.ts';
import { update as updateCustomers } from './customers/update.ts';
import { show as showFiles } from './files/show.ts';
import { create as createHttpActions } from './http-actions/create.ts';
import { list as listHttpActions } from './http-actions/list.ts';
import { remove as removeHttpActions } from './http-actions/remove.ts';
import { test as testHttpActions } from './http-actions/test.ts';
import { update as updateHttpActions } from './http-actions/update.ts';
import { list as listLedger } from './ledger/list.ts';
import { retry as retryLedger } from './ledger/retry.ts';
import { show as showModel } from './model/show.ts';
import { suggest as suggestModel } from './model/suggest.ts';
import { summarise as summariseModel } from './model/summarise.ts';
import { summary as summaryModel } from './model/summary.ts';
import { test as testModel } from './model/test.ts';
import { translate as translateModel } from './model/translate.ts';
import { update as updateModel } from './model/update.ts';
import { keep as keepPromises } from './promises/keep.ts';
import { make as makePromises } from './promises/make.ts';
import { create as createQueues } from './queues/create.ts';
import { list as listQueues } from './queues/list.ts';
import { update as updateQueues } from './queues/update.ts';
import { show as showReports } from './reports/show.ts';
import { list as listSavedViews } from './saved-views/list.ts';
import { remove as removeSavedViews } from './saved-views/remove.ts';
import { save as saveSavedViews } from './saved-views/save.ts';
import { redeem as redeemSession } from './session/redeem.ts';
import { show as showSession } from './session/show.ts';
import { update as updateSession } from './session/update.ts';
import { show as showSettings } from './settings/show.ts';
import { update as updateSettings } from './settings/update.ts';
import { create as createTeams } from './teams/create.ts';
import { list as listTeams } from './teams/list.ts';
import { update as updateTeams } from './teams/update.ts';
import { config as configWidget } from './widget/config.ts';

/** Every endpoint of the catalogue, by its key path. */
export const routes = {
  session: {
    redeem: redeemSession,
    show: showSession,
    update: updateSession,
  },
  conversations: {
    accept: acceptConversations,
    assign: assignConversations,
    counts: countsConversations,
    decisions: decisionsConversations,
    decline: declineConversations,
    draft: { save: saveConversationsDraft, show: showConversationsDraft },
    handBack: handBackConversations,
    list: listConversations,
    messages: messagesConversations,
    reopen: reopenConversations,
    resolve: resolveConversations,
    retry: retryConversations,
    send: sendConversations,
    show: showConversations,
    snooze: snoozeConversations,
    spam: spamConversations,
    start: startConversations,
    takeOver: takeOverConversations,
    update: updateConversations,
  },
  customers: {
    block: blockCustomers,
    create: createCustomers,
    erase: eraseCustomers,
    interactions: interactionsCustomers,
    list: listCustomers,
    logInteraction: logInteractionCustomers,
    merge: mergeCustomers,
    show: showCustomers,
    suggestions: suggestionsCustomers,
    unmerge: unmergeCustomers,
    update: updateCustomers,
  },
  promises: {
    keep: keepPromises,
    make: makePromises,
  },
  agents: {
    invite: inviteAgents,
    list: listAgents,
    resetLink: resetLinkAgents,
    update: updateAgents,
  },
  teams: {
    create: createTeams,
    list: listTeams,
    update: updateTeams,
  },
  queues: {
    create: createQueues,
    list: listQueues,
    update: updateQueues,
  },
  canned: {
    create: createCanned,
    list: listCanned,
    remove: removeCanned,
    update: updateCanned,
  },
  articles: {
    comments: commentsArticles,
    create: createArticles,
    discard: discardArticles,
    exportFiles: exportFilesArticles,
    importFiles: importFilesArticles,
    list: listArticles,
    removeComment: removeCommentArticles,
    rollBack: rollBackArticles,
    show: showArticles,
    update: updateArticles,
    versions: versionsArticles,
  },
  articleCategories: {
    create: createArticleCategories,
    list: listArticleCategories,
    remove: removeArticleCategories,
    update: updateArticleCategories,
  },
  channelAccounts: {
    adapters: adaptersChannelAccounts,
    check: checkChannelAccounts,
    create: createChannelAccounts,
    list: listChannelAccounts,
    templates: templatesChannelAccounts,
    update: updateChannelAccounts,
  },
  files: {
    show: showFiles,
  },
  settings: {
    show: showSettings,
    update: updateSettings,
  },
  savedViews: {
    list: listSavedViews,
    remove: removeSavedViews,
    save: saveSavedViews,
  },
  assist: {
    note: noteAssist,
    suggest: suggestAssist,
  },
  model: {
    show: showModel,
    suggest: suggestModel,
    summarise: summariseModel,
    summary: summaryModel,
    test: testModel,
    translate: translateModel,
    update: updateModel,
  },
  bot: {
    ask: askBot,
    bands: bandsBot,
    recognizer: recognizerBot,
  },
  botAnswers: {
    create: createBotAnswers,
    list: listBotAnswers,
    preview: previewBotAnswers,
    publish: publishBotAnswers,
    remove: removeBotAnswers,
    show: showBotAnswers,
    update: updateBotAnswers,
  },
  botLearning: {
    clusters: clustersBotLearning,
    decide: decideBotLearning,
    dismiss: dismissBotLearning,
    draft: draftBotLearning,
    fromConversation: fromConversationBotLearning,
    lessons: lessonsBotLearning,
    propose: proposeBotLearning,
    targets: targetsBotLearning,
    teach: teachBotLearning,
  },
  botTests: {
    create: createBotTests,
    export: exportBotTests,
    fromConversation: fromConversationBotTests,
    gate: gateBotTests,
    list: listBotTests,
    overrides: overridesBotTests,
    preview: previewBotTests,
    remove: removeBotTests,
    run: runBotTests,
    setGate: setGateBotTests,
    show: showBotTests,
    update: updateBotTests,
  },
  botMeasured: {
    falseDeflections: falseDeflectionsBotMeasured,
  },
  botDialogs: {
    check: checkBotDialogs,
    create: createBotDialogs,
    history: historyBotDialogs,
    list: listBotDialogs,
    preview: previewBotDialogs,
    publish: publishBotDialogs,
    remove: removeBotDialogs,
    rollBack: rollBackBotDialogs,
    show: showBotDialogs,
    update: updateBotDialogs,
  },
  httpActions: {
    create: createHttpActions,
    list: listHttpActions,
    remove: removeHttpActions,
    test: testHttpActions,
    update: updateHttpActions,
  },
  reports: {
    show: showReports,
  },
  ledger: {
    list: listLedger,
    retry: retryLedger,
  },
  widget: {
    config: configWidget,
  },
};
