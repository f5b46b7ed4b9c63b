import type { LineFamily } from '../line-template.ts';

/** Event records of desktops and servers: many lines, tabs, back slashes, numbers kept as strings. */
export const WINDOWS: LineFamily = {
  tag: 'windows',
  weight: 13.6,
  lines: [
    {
      weight: 60,
      source: 'Windows-Sysmon',
      message:
        'Registry value set:\nRuleName: -\nEventType: SetValue\nUtcTime: {date} {clock}\nProcessGuid: {{uuid}}\nProcessId: {pid}\nImage: {program}\nTargetObject: {registryKey}\\{base62}\nDetails: DWORD (0x{hex8})',
      fields: {
        host: '{workstation}',
        ProcessId: '{pid}',
        ProcessGuid: '{{uuid}}',
        'RuleName?': '-',
        'Task?': '=13',
        Version: '=2',
      },
    },
    {
      weight: 20,
      source: 'Windows-Sysmon',
      message:
        'Network connection detected:\nUtcTime: {date} {clock}\nProcessId: {pid}\nImage: {program}\nUser: OFFICE\\{person}\nProtocol: tcp\nSourceIp: {lanIp}\nSourcePort: {port}\nDestinationIp: {ip}\nDestinationPort: 443',
      fields: {
        host: '{workstation}',
        ProcessId: '{pid}',
        'Protocol?': 'tcp',
        'Initiated?': '=true',
        'DestinationIp?': '{ip}',
      },
    },
    {
      weight: 22,
      source: 'Windows-Security',
      message:
        'An account was logged on.\n\nSubject:\n\tSecurity ID:\t\t{sid}\n\tAccount Name:\t\t{person}\n\tAccount Domain:\t\tOFFICE\n\tLogon ID:\t\t0x{hex8}\n\nProcess:\n\tProcess ID:\t\t0x{hex8.2}\n\tProcess Name:\t\t{program}\n\nNetwork:\n\tSource Address:\t{lanIp}\n\tSource Port:\t\t{port}',
      fields: {
        host: '{workstation}',
        EventID: '=4624',
        'SubjectUserSid?': '{sid}',
        'LogonType?': '{digit}',
        'Keywords?': '=-{account}',
      },
    },
    {
      weight: 1,
      source: 'Windows-Security',
      level: 'ERROR',
      message:
        'A privileged service was refused.\n\nSubject:\n\tSecurity ID:\t\t{sid}\n\tAccount Name:\t\t{person}\n\nService:\n\tServer:\tSecurity\n\tProcess Name:\t{program}',
      fields: { host: '{workstation}', EventID: '=4673' },
    },
    {
      weight: 3,
      source: 'Service Control',
      message: 'The agent service entered the running state after {webMs} ms',
      fields: { host: '{workstation}', param1: 'agent' },
    },
  ],
};
