output "allocator_fqdn" {
  description = "Where the allocator answers, with http or https."
  value       = try(yamldecode(local.config).dns.url, "https://${local.fqdn}")
}

output "ec2_public_ip" {
  description = "The machine's address."
  value       = "192.0.2.10"
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
