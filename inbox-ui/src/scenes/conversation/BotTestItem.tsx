import { Menu } from '@mantine/core';
import { IconTestPipe } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '#contracts/conversation.ts';
import { api, errorCode } from '../../api/client.ts';
import { errorWords } from '../../i18n/i18n.ts';
import { useSession } from '../../state/session.ts';
import { say, sayFailed } from '../../state/undo.ts';

/** Turns a conversation the bot took part in into one of its regression tests. */
export const BotTestItem = ({ conversation }: { conversation: ConversationView }) => {
  const { t } = useTranslation();
  const may = useSession().abilities['test-bot'] === true;
  if (!may || conversation.botInvolved !== true) return null;
  const make = async (): Promise<void> => {
    try {
      await api.botTests.fromConversation({ id: conversation.id });
      say(t('action.botTestMade'));
    } catch (error) {
      sayFailed(errorWords(errorCode(error)));
    }
  };
  return (
    <Menu.Item leftSection={<IconTestPipe size={16} stroke={1.6} />} onClick={() => void make()}>
      {t('action.botTest')}
    </Menu.Item>
  );
};
