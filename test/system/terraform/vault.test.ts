import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SSM } from '@aws-sdk/client-ssm';
import { playTerraform } from './terraform.ts';

const vault = (description: string, value: string) => `
resource "aws_kms_key" "orders" {
  description             = "${description}"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  tags                    = { team = "shop" }
}

resource "aws_kms_alias" "orders" {
  name          = "alias/orders"
  target_key_id = aws_kms_key.orders.key_id
}

resource "aws_kms_key" "signer" {
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
}

resource "aws_ssm_parameter" "password" {
  name   = "/shop/password"
  type   = "SecureString"
  value  = "${value}"
  key_id = aws_kms_alias.orders.name
  tags   = { team = "shop" }
}

resource "aws_secretsmanager_secret" "token" {
  name                    = "shop/token"
  kms_key_id              = aws_kms_key.orders.arn
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "token" {
  secret_id     = aws_secretsmanager_secret.token.id
  secret_string = "${value}"
}
`;

test('keys, parameters and secrets are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: vault('one', 'hunter1') },
    {
      configuration: vault('two', 'hunter2'),
      seen: async (place) => {
        const { KeyMetadata } = await new KMS(place).describeKey({ KeyId: 'alias/orders' });
        assert.equal(KeyMetadata?.Description, 'two');
        const asked = { Name: '/shop/password', WithDecryption: true };
        const { Parameter } = await new SSM(place).getParameter(asked);
        assert.deepEqual([Parameter?.Value, Parameter?.Version], ['hunter2', 2]);
        const { SecretString } = await new SecretsManager(place).getSecretValue({ SecretId: 'shop/token' });
        assert.equal(SecretString, 'hunter2');
      },
    },
  ]));

const network = (port: number) => `
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "main" }
}

resource "aws_subnet" "public" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "web"
  vpc_id      = aws_vpc.main.id

  ingress {
    from_port   = ${port}
    to_port     = ${port}
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
`;

test('a network is made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [{ configuration: network(80) }, { configuration: network(443) }]));
