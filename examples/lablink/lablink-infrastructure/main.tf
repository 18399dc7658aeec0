# LabLink's allocator in small: the shape of its infrastructure, made of built-in resources of OpenTofu and Terraform,
# so that it deploys without any account. It has a key pair, a security group, the machine, and a health check.

terraform {
  required_version = ">= 1.4"

  # The settings come with init, and differ for each deployment.
  backend "s3" {}
}

locals {
  name   = "${var.deployment_name}-${var.resource_suffix}"
  fqdn   = "${local.name}.${yamldecode(local.config).dns.domain}"
  config = file("${path.module}/config/config.yaml")
  image = (
    var.allocator_image_digest == ""
    ? "lablink-allocator-image:${var.allocator_image_tag}"
    : "lablink-allocator-image@${var.allocator_image_digest}"
  )
}

resource "terraform_data" "key_pair" {
  input = "${local.name}-key"
}

resource "terraform_data" "security_group" {
  input = "${local.name}-sg"
}

# As in LabLink, the machine's user data holds the configuration with its passwords.
resource "terraform_data" "allocator" {
  input = {
    name             = local.name
    image            = local.image
    key_name         = terraform_data.key_pair.output
    security_group   = terraform_data.security_group.output
    client_state_key = var.client_state_key
    user_data        = yamldecode(local.config)
  }
}

resource "terraform_data" "health" {
  triggers_replace = [terraform_data.allocator.output.image]

  provisioner "local-exec" {
    command = "sh ${path.module}/health-check.sh"
    environment = {
      ALLOCATOR_FQDN = local.fqdn
    }
  }
}
