import { playTranscripts } from '../spec.ts';

playTranscripts('codecommit');
