import type { LineFamily } from '../line-template.ts';

const fields = {
  client_ip: '{ip}',
  user_agent: '{agent}',
  request_id: '{uuid}',
  'readOnly?': '=true',
  'eventVersion?': '1.{digit}',
};

/** The audit trail of a cloud: who called what from where, and what was refused. */
export const CLOUD_AUDIT: LineFamily = {
  tag: 'cloudaudit',
  weight: 5.3,
  lines: [
    {
      weight: 40,
      source: '{cloudService}.cloud.example',
      message: '{cloudAction} by arn:cloud:iam::{cloudAccount}:user/deploy from {ip}',
      fields,
    },
    {
      weight: 8,
      source: '{cloudService}.cloud.example',
      message: '{cloudAction} by arn:cloud:sts::{cloudAccount}:assumed-role/deploy/{base62} from {ip}',
      fields,
    },
    {
      weight: 8,
      source: '{cloudService}.cloud.example',
      level: 'ERROR',
      message:
        '{cloudAction} by arn:cloud:iam::{cloudAccount}:user/deploy from {ip}: AccessDenied: deploy is not authorized to perform {cloudService}:{cloudAction} because no policy allows it',
      fields: { ...fields, errorCode: 'AccessDenied' },
    },
  ],
};
