output "allocator_fqdn" {
  description = "Where the allocator answers, with http or https."
  value       = "${local.config.ssl.provider == "none" ? "http" : "https"}://${local.fqdn}"
}

output "allocator_instance_type" {
  description = "The type of the allocator's machine."
  value       = "t3.large"
}

output "ec2_public_ip" {
  description = "The machine's address."
  value       = local.ip
}

output "ec2_key_name" {
  description = "The name of the key pair."
  value       = terraform_data.key_pair.output
}

output "private_key_pem" {
  description = "The private key to log in with."
  sensitive   = true
  value       = "-----BEGIN EXAMPLE KEY-----\n${terraform_data.key_pair.id}\n-----END EXAMPLE KEY-----\n"
}
