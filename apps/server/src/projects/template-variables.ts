/** What a template is rendered with: the form's own fields over the template's variables. */
export function templateVariables(project: {
  name: string;
  team: string;
  description: string;
  variables: Record<string, string>;
}): Record<string, string> {
  return {
    ...project.variables,
    project_name: project.name,
    team: project.team,
    description: project.description || `The service ${project.name}.`,
  };
}
