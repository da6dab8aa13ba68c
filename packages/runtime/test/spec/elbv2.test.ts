import { playTranscripts } from '../spec.ts';

playTranscripts('elbv2');
