# Check a JSON document against a schema, in the part of JSON Schema that the fixtures use.

#' A type of values: its name in an error, and whether a value is of it.
#' @noRd
Type <- function(says, fits) {
  list(says = says, fits = fits)
}

TYPES <- list(
  object = Type("an object", is_object),
  array = Type("a list", is_list),
  number = Type("a number", is_number),
  double = Type("a number", is_number),
  integer = Type("a whole number", is_whole_number),
  string = Type("text", function(value) is.character(value) && length(value) == 1L),
  boolean = Type("true or false", function(value) is.logical(value) && length(value) == 1L),
  null = Type("null", is.null)
)

# The types of a document that is no file: in a vector, one number may stand for a list of one.
IN_MEMORY <- c(TYPES, list(vector = Type("a list", function(value) {
  is_list(value) || is.atomic(value) && length(value) == 1L
})))

# What a schema says that holds for a part of a document, too.
OF_PARTS <- c("$ref", "$defs", "type", "oneOf", "properties", "items", "additionalProperties")

#' The schema of any part of a document: nothing is required, and numbers need not be finite.
#' @noRd
schema_of_parts <- function(schema) {
  if (!is_object(schema)) return(schema)
  kept <- schema[intersect(OF_PARTS, names(schema))]
  kept <- kept[!vapply(kept, identical, NA, FALSE)]
  for (name in intersect(c("properties", "$defs", "oneOf"), names(kept))) {
    kept[[name]] <- lapply(kept[[name]], schema_of_parts)
  }
  for (name in intersect(c("items", "additionalProperties"), names(kept))) {
    kept[[name]] <- schema_of_parts(kept[[name]])
  }
  types <- type_names(kept)
  if (length(types)) kept$type <- as.list(replace(types, types == "number", "double"))
  kept
}

#' Return the schema of a document that is not a file.
#' @noRd
schema_in_memory <- function(schema) {
  if (!is.list(schema)) return(schema)
  if (is.null(names(schema)) || !any(c("array", "vector") %in% unlist(schema$type))) {
    return(lapply(schema, schema_in_memory))
  }
  types <- type_names(schema)
  schema$type <- as.list(replace(types, types == "array", "vector"))
  replace(schema, "items", list(schema_in_memory(schema$items)))
}

#' The types that a schema accepts.
#' @noRd
type_names <- function(schema) {
  as.character(unlist(schema$type))
}

#' Accept a value of one of the types.
#' @noRd
check_type <- function(value, names, argument) {
  types <- IN_MEMORY[names]
  if (!any(vapply(types, function(type) type$fits(value), NA))) {
    words <- vapply(types, `[[`, "", "says")
    fail("E_TYPE", argument, paste(words, collapse = " or "), describe(value))
  }
  if (is_number(value) && !is.finite(value) && !any(c("double", "vector") %in% names)) {
    fail("E_NOT_FINITE", argument, "a finite number", describe(value))
  }
}

#' Accept one of the allowed values.
#' @noRd
check_constant <- function(value, allowed, argument) {
  same <- function(a) {
    identical(value, a) || (is_number(value) && is_number(a) && value == a)
  }
  if (!any(vapply(allowed, same, NA))) {
    choices <- paste(vapply(allowed, describe, ""), collapse = ", ")
    fail(
      "E_CHOICE", argument, paste0(if (length(allowed) > 1L) "one of ", choices), describe(value)
    )
  }
}

#' Accept a number within its bounds, and a list of minItems or more.
#' @noRd
check_bounds <- function(value, schema, argument) {
  if (is_number(value) && !is.null(schema$minimum) && value < schema$minimum) {
    fail("E_RANGE", argument, paste(describe(schema$minimum), "or more"), describe(value))
  }
  if (is_number(value) && !is.null(schema$maximum) && value > schema$maximum) {
    fail("E_RANGE", argument, paste(describe(schema$maximum), "or less"), describe(value))
  }
  if (is_number(value) && !is.null(schema$exclusiveMinimum) && value <= schema$exclusiveMinimum) {
    fail(
      "E_RANGE", argument, paste("more than", describe(schema$exclusiveMinimum)), describe(value)
    )
  }
  if (is_list(value) && !is.null(schema$minItems) && length(value) < schema$minItems) {
    fail("E_SHAPE", argument, sprintf("a list of %d or more", schema$minItems), describe(value))
  }
}

#' Accept an object with all required names, no unknown ones, and properties that fit.
#' @noRd
check_object <- function(value, schema, argument, root) {
  properties <- schema$properties
  others <- schema$additionalProperties
  prefix <- if (nzchar(argument)) paste0(argument, ".") else ""
  # Format and version come first: they say what the rest should be.
  for (name in intersect(names(properties), names(value))) {
    if (name == "version" || "const" %in% names(properties[[name]])) {
      check_schema(value[[name]], properties[[name]], paste0(prefix, name), root)
    }
  }
  for (name in unlist(schema$required)) {
    if (!name %in% names(value)) fail("E_FORMAT", paste0(prefix, name), "present", "nothing")
  }
  for (name in names(value)) {
    if (name %in% names(properties)) {
      check_schema(value[[name]], properties[[name]], paste0(prefix, name), root)
    } else if (is.list(others)) {
      check_schema(value[[name]], others, paste0(prefix, name), root)
    } else if (identical(others, FALSE)) {
      fail(
        "E_FORMAT",
        paste0(prefix, name),
        paste("one of", paste(names(properties), collapse = ", ")),
        "an unknown name"
      )
    }
  }
}

#' Accept `value` if it fits `schema`; `argument` is its path, such as data.X\[0\]\[1\].
#' @noRd
check_schema <- function(value, schema, argument = "", root = NULL) {
  if (is.null(root)) root <- schema
  if (!is.null(schema[["$ref"]])) {
    return(check_schema(value, resolve(schema, root), argument, root))
  }
  if (!is.null(schema$oneOf)) {
    chosen <- choose_alternative(value, schema$oneOf, argument, root)
    return(check_schema(value, chosen, argument, root))
  }
  shown <- if (nzchar(argument)) argument else "document"
  if (!is.null(schema$type)) check_type(value, unlist(schema$type), shown)
  if (any(c("enum", "const") %in% names(schema))) {
    check_constant(value, if (is.null(schema$enum)) list(schema$const) else schema$enum, shown)
  }
  check_bounds(value, schema, argument)
  if (is_object(value)) check_object(value, schema, argument, root)
  if (is_list(value) && !is.null(schema$items)) {
    for (index in seq_along(value)) {
      check_schema(value[[index]], schema$items, sprintf("%s[%d]", argument, index - 1L), root)
    }
  }
  invisible()
}

#' Return the definition that a schema refers to, or the schema itself.
#' @noRd
resolve <- function(schema, root) {
  name <- schema[["$ref"]]
  if (is.null(name)) schema else root[["$defs"]][[sub("#/$defs/", "", name, fixed = TRUE)]]
}

#' Choose the alternative that has the JSON type of `value`.
#' @noRd
choose_alternative <- function(value, alternatives, argument, root) {
  resolved <- lapply(alternatives, resolve, root)
  for (alternative in resolved) {
    types <- IN_MEMORY[type_names(alternative)]
    if (any(vapply(types, function(type) type$fits(value), NA))) return(alternative)
  }
  words <- vapply(IN_MEMORY[unlist(lapply(resolved, type_names))], `[[`, "", "says")
  fail("E_TYPE", argument, paste(words, collapse = " or "), describe(value))
}
