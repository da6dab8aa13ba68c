import { playTranscripts } from '../spec.ts';

playTranscripts('route53');
