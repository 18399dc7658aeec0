# The client VMs, which the allocator creates as they are asked for. Their state is one of its own, beside the
# allocator's: the destroy workflow destroys what is in it first.

terraform {
  required_version = ">= 1.4"

  backend "s3" {}
}

variable "deployment_name" {
  type        = string
  description = "The deployment that the clients are of."
}

variable "resource_suffix" {
  type        = string
  description = "The environment, in the name of every resource."
}

variable "client_count" {
  type        = number
  description = "How many VMs there are."
  default     = 0
}

resource "terraform_data" "client" {
  count = var.client_count
  input = "${var.deployment_name}-${var.resource_suffix}-client-${count.index}"
}
