import { Menu } from '@mantine/core';
import { IconCheck, IconKeyboard, IconLanguage, IconLock, IconLogout, IconVolume } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/auth.ts';
import { Face } from '../components/Face.tsx';
import { Mark } from '../components/marks.tsx';
import { INBOX, SCENES } from '../scene-registry.ts';
import { useCounts } from '../state/lists.ts';
import { usePreferences, usePresence, useSession } from '../state/session.ts';
import { THEMES } from '../theme/color-scheme.ts';
import css from './frame.module.css';
import { overlay } from './overlay.ts';
import { chime } from './sound.ts';
import { useAccountAlarm } from './use-account-alarm.ts';

const Area = ({
  to,
  label,
  icon: Icon,
  count,
  alarm,
  current,
}: {
  to: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  count?: number | undefined;
  /** Something there needs somebody; said in words. */
  alarm?: string | undefined;
  current: boolean;
}) => {
  const counted = count === undefined || count === 0 ? label : `${label} ${count}`;
  const said = alarm === undefined ? counted : `${counted}, ${alarm}`;
  return (
    <Link
      to={to}
      className={css.area}
      aria-label={said}
      title={alarm === undefined ? label : `${label}: ${alarm}`}
      aria-current={current ? 'page' : undefined}
    >
      <Icon size={20} stroke={1.6} />
      {count === undefined || count === 0 ? null : (
        <small className={css.count}>{count > 99 ? '99+' : count}</small>
      )}
      {alarm === undefined ? null : <i className={css.alarm} aria-hidden="true" />}
    </Link>
  );
};

const Tick = ({ on }: { on: boolean }) => (on ? <IconCheck size={16} stroke={1.6} /> : null);

const LanguageMenu = () => {
  const { t } = useTranslation('common');
  const { preferences, change } = usePreferences();
  return (
    <Menu position="right-end">
      <Menu.Target>
        <button
          type="button"
          className={css.foot}
          aria-label={t('language.title')}
          title={t('language.title')}
        >
          <IconLanguage size={18} stroke={1.6} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['ja', 'en'] as const).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            rightSection={<Tick on={preferences.language === language} />}
            onClick={() => change({ language })}
          >
            {language === 'ja' ? '日本語' : 'English'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

const OwnMenu = () => {
  const { t } = useTranslation('common');
  const { agent } = useSession();
  const { presence, set } = usePresence();
  const { preferences, change } = usePreferences();
  return (
    <Menu position="right-end" width={240} closeOnItemClick>
      <Menu.Target>
        <button
          type="button"
          className={css.foot}
          aria-label={`${agent.name}, ${t(`presence.${presence}`)}`}
          title={agent.name}
        >
          <span className={css.presence} data-state={presence}>
            <Face name={agent.name} who="me" size={26} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {agent.name} · {t(`role.${agent.role}`)}
        </Menu.Label>
        {(['available', 'away'] as const).map((state) => (
          <Menu.Item key={state} rightSection={<Tick on={presence === state} />} onClick={() => set(state)}>
            {t(`presence.${state}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('theme.title')}</Menu.Label>
        {THEMES.map((theme) => (
          <Menu.Item
            key={theme}
            rightSection={<Tick on={preferences.theme === theme} />}
            onClick={() => change({ theme })}
          >
            {t(`theme.${theme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconVolume size={16} stroke={1.6} />}
          rightSection={<Tick on={preferences.sound} />}
          onClick={() => {
            if (!preferences.sound) chime('message');
            change({ sound: !preferences.sound });
          }}
        >
          {t('sound')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} stroke={1.6} />}
          onClick={() => overlay.set('shortcuts')}
          rightSection={<span className="key">?</span>}
        >
          {t('keys')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={16} stroke={1.6} />} component={Link} to="/settings/me">
          {t('ownSettings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

/** The left rail: the areas that exist and may be seen, then language and the agent at the foot. */
export const Rail = () => {
  const { t } = useTranslation('common');
  const { abilities } = useSession();
  const counts = useCounts();
  const alarm = useAccountAlarm();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const inScene = SCENES.find((scene) => path === scene.path || path.startsWith(`${scene.path}/`));
  return (
    <nav className={css.rail} aria-label={t('mainNavigation')}>
      <span className={css.logo}>
        <Mark />
      </span>
      <Area
        to="/"
        label={t('scene.inbox')}
        icon={INBOX.icon}
        count={counts.mine}
        current={inScene === undefined}
      />
      {SCENES.filter((scene) => scene.ability === undefined || abilities[scene.ability] === true).map(
        (scene) => (
          <Area
            key={scene.name}
            to={scene.path}
            label={t(`scene.${scene.name}`)}
            icon={scene.icon}
            alarm={scene.name === 'settings' && alarm ? t('channelAlarm') : undefined}
            current={inScene === scene}
          />
        ),
      )}
      <span className={css.space} />
      <LanguageMenu />
      <OwnMenu />
    </nav>
  );
};
