import type { LineFamily } from '../line-template.ts';

const FRAMES =
  "\n#{digit} /srv/app/vendor/framework/src/Container/Container.php({line}): Framework\\Container->resolve('{phpClass}')\n#1 /srv/app/vendor/framework/src/Pipeline/Pipeline.php({line.2}): Framework\\Pipeline->handle(Object(Framework\\Request))\n#2 /srv/app/vendor/framework/src/Routing/Router.php({line.3}): Framework\\Router->dispatch(Object(Framework\\Request))\n#3 /srv/app/public/index.php({line.4}): Framework\\Kernel->handle()\n#4 (main)\n\"}";

/** A web application whose errors are stack traces of many lines with JSON inside. */
export const PHP_APP: LineFamily = {
  tag: 'phpapp',
  weight: 4,
  incidentFactor: 8,
  lines: [
    {
      weight: 20,
      source: 'phpapp',
      level: 'ERROR',
      message: `Target class [{phpClass}] does not exist. {"exception":"[object] (Framework\\\\BindingResolutionException(code: 0): Target class [{phpClass}] does not exist. at /srv/app/vendor/framework/src/{phpFile}:{line})\n[stacktrace]${FRAMES}`,
      fields: { env: 'production' },
    },
    {
      weight: 12,
      source: 'phpapp',
      level: 'ERROR',
      message: `SQLSTATE[HY000] [2002] Connection refused (SQL: select * from \`{table}\` where \`id\` = {account} limit 1) {"userId":{count},"exception":"[object] (Framework\\\\QueryException(code: 2002)${FRAMES}`,
      fields: { env: 'production' },
    },
    {
      weight: 8,
      source: 'phpapp',
      level: 'ERROR',
      message: 'Undefined variable $row{digit} in the view of {phpClass} at /srv/app/views/page.php:{line}',
      fields: { env: 'local' },
    },
    {
      weight: 1,
      source: 'phpapp',
      level: 'FATAL',
      message: `Allowed memory size of {bytes} bytes exhausted {"exception":"[object] (FatalError(code: 0)${FRAMES}`,
      fields: { env: 'production' },
    },
    {
      weight: 1,
      source: 'phpapp',
      message: 'Report of {phpClass} exported in {webMs} ms',
      fields: { env: 'production' },
    },
  ],
};
