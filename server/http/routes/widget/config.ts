import { getWidgetConfig } from '../../../queries/get-widget-config.ts';
import { open } from '../../orpc.ts';

export const config = open.widget.config.handler(({ input, context: { ports } }) =>
  getWidgetConfig(ports, input.account),
);
