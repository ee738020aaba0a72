import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ERRORS, isErrorCode } from '#contracts/errors.ts';
import type { Language } from '#contracts/time.ts';

const KEY = 'madoguchi.language';
const files = import.meta.glob<{ default: ResourceKey }>('./{ja,en}/*.json');
/** A scene's own words lie in its folder as strings.ja.json and strings.en.json; the namespace is the folder's name. */
const sceneFiles = import.meta.glob<{ default: ResourceKey }>('../scenes/*/strings.{ja,en}.json');

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const load =
      files[`./${language}/${namespace}.json`] ??
      sceneFiles[`../scenes/${namespace}/strings.${language}.json`];
    if (load === undefined) return done(new Error(`no words for ${namespace}`), false);
    load().then(
      (module) => done(null, module.default),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

const isLanguage = (value: string | null): value is Language => value === 'ja' || value === 'en';

/** The language shown before anybody is signed in: chosen here before, else the browser's. */
export const firstLanguage = (): Language => {
  const asked = new URLSearchParams(window.location.search).get('lang') ?? localStorage.getItem(KEY);
  if (isLanguage(asked)) return asked;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
};

const markPage = (language: string): void => {
  document.documentElement.lang = language;
};

/** Starts i18next and loads the words of the first language. */
export const startI18n = async (): Promise<void> => {
  i18next.on('languageChanged', markPage);
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      supportedLngs: ['ja', 'en'],
      ns: ['common', 'inbox'],
      defaultNS: 'inbox',
      fallbackNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
};

/** Switches the words at once and remembers the choice for the next sign-in page. */
export const setLanguage = async (language: Language): Promise<void> => {
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
};

/** The language in use now. */
export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'ja');

/** An error code in the reader's words; delivery reasons come from the same catalogue. */
export const errorWords = (code: string): string => {
  const language = currentLanguage();
  if (isErrorCode(code)) return ERRORS[code][language];
  return i18next.t(code === 'unreachable' ? 'error.unreachable' : 'error.unknown', { ns: 'common' });
};
