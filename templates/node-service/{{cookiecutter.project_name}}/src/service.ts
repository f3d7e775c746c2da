/** What this service is called, and what it does. */
export const name = '{{ cookiecutter.project_name }}';
export const description = {{ cookiecutter.description | jsonify }};
