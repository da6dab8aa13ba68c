import { playTranscripts } from '../spec.ts';

playTranscripts('ec2');
