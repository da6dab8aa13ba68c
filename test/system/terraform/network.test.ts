import { test } from 'node:test';
import { EC2 } from '@aws-sdk/client-ec2';
import assert from 'node:assert/strict';
import { playTerraform, type Step } from './terraform.ts';

/** A network as modules lay it out: for IPv4 and IPv6, with a way out, rules and names of its own. */
const network = ({ port, team }: { readonly port: number; readonly team: string }): string => `
  data "aws_availability_zones" "all" { state = "available" }
  resource "aws_vpc" "main" {
    cidr_block                       = "10.0.0.0/16"
    assign_generated_ipv6_cidr_block = true
    enable_dns_hostnames             = true
    tags                             = { Name = "main", team = "${team}" }
  }
  resource "aws_subnet" "public" {
    count                           = 2
    vpc_id                          = aws_vpc.main.id
    cidr_block                      = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
    ipv6_cidr_block                 = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, count.index)
    assign_ipv6_address_on_creation = true
    map_public_ip_on_launch         = true
    availability_zone               = data.aws_availability_zones.all.names[count.index]
  }
  resource "aws_subnet" "private" {
    vpc_id     = aws_vpc.main.id
    cidr_block = "10.0.9.0/24"
  }
  resource "aws_internet_gateway" "out" { vpc_id = aws_vpc.main.id }
  resource "aws_egress_only_internet_gateway" "out" { vpc_id = aws_vpc.main.id }
  resource "aws_eip" "nat" { domain = "vpc" }
  resource "aws_nat_gateway" "nat" {
    allocation_id = aws_eip.nat.id
    subnet_id     = aws_subnet.public[0].id
    depends_on    = [aws_internet_gateway.out]
  }
  resource "aws_route_table" "public" { vpc_id = aws_vpc.main.id }
  resource "aws_route" "public" {
    route_table_id         = aws_route_table.public.id
    destination_cidr_block = "0.0.0.0/0"
    gateway_id             = aws_internet_gateway.out.id
  }
  resource "aws_route_table_association" "public" {
    count          = 2
    subnet_id      = aws_subnet.public[count.index].id
    route_table_id = aws_route_table.public.id
  }
  resource "aws_route_table" "private" {
    vpc_id = aws_vpc.main.id
    route {
      cidr_block     = "0.0.0.0/0"
      nat_gateway_id = aws_nat_gateway.nat.id
    }
    route {
      ipv6_cidr_block        = "::/0"
      egress_only_gateway_id = aws_egress_only_internet_gateway.out.id
    }
  }
  resource "aws_route_table_association" "private" {
    subnet_id      = aws_subnet.private.id
    route_table_id = aws_route_table.private.id
  }
  resource "aws_network_acl" "web" {
    vpc_id     = aws_vpc.main.id
    subnet_ids = aws_subnet.public[*].id
    ingress {
      rule_no    = 100
      protocol   = "tcp"
      action     = "allow"
      cidr_block = "0.0.0.0/0"
      from_port  = ${port}
      to_port    = ${port}
    }
    egress {
      rule_no    = 100
      protocol   = "-1"
      action     = "allow"
      cidr_block = "0.0.0.0/0"
      from_port  = 0
      to_port    = 0
    }
  }
  resource "aws_vpc_dhcp_options" "names" {
    domain_name         = "shop.internal"
    domain_name_servers = ["AmazonProvidedDNS"]
  }
  resource "aws_vpc_dhcp_options_association" "names" {
    vpc_id          = aws_vpc.main.id
    dhcp_options_id = aws_vpc_dhcp_options.names.id
  }
  resource "aws_ec2_managed_prefix_list" "offices" {
    name           = "offices"
    address_family = "IPv4"
    max_entries    = 2
    tags           = { team = "${team}" }
    entry {
      cidr        = "10.${port % 256}.0.0/16"
      description = "office"
    }
  }
  resource "aws_security_group" "web" {
    name   = "web"
    vpc_id = aws_vpc.main.id
    egress {
      from_port        = 0
      to_port          = 0
      protocol         = "-1"
      cidr_blocks      = ["0.0.0.0/0"]
      ipv6_cidr_blocks = ["::/0"]
    }
  }
  resource "aws_vpc_security_group_ingress_rule" "web" {
    security_group_id = aws_security_group.web.id
    prefix_list_id    = aws_ec2_managed_prefix_list.offices.id
    ip_protocol       = "tcp"
    from_port         = ${port}
    to_port           = ${port}
  }
  resource "aws_vpc" "stock" { cidr_block = "10.77.0.0/16" }
  resource "aws_vpc_peering_connection" "stock" {
    vpc_id      = aws_vpc.main.id
    peer_vpc_id = aws_vpc.stock.id
    auto_accept = true
    tags        = { team = "${team}" }
  }
  resource "aws_route" "stock" {
    route_table_id            = aws_route_table.public.id
    destination_cidr_block    = aws_vpc.stock.cidr_block
    vpc_peering_connection_id = aws_vpc_peering_connection.stock.id
  }
  resource "aws_network_interface" "front" {
    subnet_id         = aws_subnet.private.id
    description       = "front of ${team}"
    private_ips_count = 1
    security_groups   = [aws_security_group.web.id]
  }
  resource "aws_placement_group" "near" {
    name     = "near"
    strategy = "cluster"
  }
  resource "aws_ebs_volume" "data" {
    availability_zone = data.aws_availability_zones.all.names[0]
    type              = "gp3"
    size              = ${Math.ceil(port / 10)}
    tags              = { team = "${team}" }
  }
  data "aws_vpc_endpoint_service" "s3" {
    service      = "s3"
    service_type = "Gateway"
  }
  resource "aws_vpc_endpoint" "s3" {
    vpc_id          = aws_vpc.main.id
    service_name    = data.aws_vpc_endpoint_service.s3.service_name
    route_table_ids = [aws_route_table.private.id]
  }
  output "vpc" { value = aws_vpc.main.id }
`;

const seen: Step['seen'] = async (place, { vpc }) => {
  const ec2 = new EC2(place);
  const Filters = [
    { Name: 'vpc-id', Values: [String(vpc)] },
    { Name: 'default', Values: ['false'] },
  ];
  const { NetworkAcls = [] } = await ec2.describeNetworkAcls({ Filters });
  assert.equal(NetworkAcls[0]?.Associations?.length, 2);
};

test('a network is made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: network({ port: 80, team: 'shop' }), seen },
    { configuration: network({ port: 443, team: 'web' }), seen },
  ]));
