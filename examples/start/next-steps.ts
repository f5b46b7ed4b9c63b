import { aside, heading } from '../page.ts';

/** What to try next on a directory that nobody serves: lines to paste. */
export function printNextSteps(directory: string): void {
  console.log(heading('Ask it something:'));
  printCommands([
    ['the newest errors', `npx log-analytics query --data ${directory} --level error --desc --limit 10`],
    [
      'slow statements, the slowest first',
      `npx log-analytics query --data ${directory} --meta 'duration_ms>=500' --sort duration_ms --desc --fields time,source,duration_ms,message`,
    ],
    ['all figures, or --prometheus', `npx log-analytics stats --data ${directory}`],
  ]);
  printFarewell(directory);
}

/** The same where a server has the directory. */
export function printServed(directory: string, url: string): void {
  console.log(heading(`Served at ${url} until Ctrl-C. In another terminal:`));
  printCommands([
    [
      'who reports errors',
      `curl ${url}/select/logsql/query -d 'query=level:ERROR | stats by (source) count() errors | sort by (errors desc)'`,
    ],
    ['what kinds of messages there are', `npx log-analytics query --url ${url} '* | patterns | limit 10'`],
    [
      'send a line; npx log-analytics tail shows it as it comes in',
      `curl --data-binary '{"level":"error","source":"me","_msg":"disk full"}' ${url}/insert/jsonline`,
    ],
  ]);
  console.log(
    aside(`\n  Look at ${url}/ for what is there, ${url}/metrics for figures, ${url}/api/v1/openapi.json for the API.`),
  );
  printFarewell(directory);
}

function printCommands(commands: readonly (readonly [what: string, command: string])[]): void {
  for (const [what, command] of commands) console.log(`  ${aside(`# ${what}`)}\n  ${command}`);
}

function printFarewell(directory: string): void {
  console.log(
    aside(`  To begin anew, remove ${directory}/. The engine in your own program: see examples/basic-usage.ts.`),
  );
}
