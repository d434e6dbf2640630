"""The appliance: services, agent and operations of one Safehold deployment."""
