# Check a JSON document against a schema, in the part of JSON Schema that the fixtures use.

TYPES <- list(
  object = list("an object", function(value) is.list(value) && !is.null(names(value))),
  array = list("a list", function(value) is.list(value) && is.null(names(value))),
  number = list("a number", is_number),
  double = list("a number", is_number),
  integer = list("a whole number", function(value) {
    is_number(value) && is.finite(value) && value == floor(value)
  }),
  string = list("text", function(value) is.character(value) && length(value) == 1L),
  boolean = list("true or false", function(value) is.logical(value) && length(value) == 1L),
  null = list("null", is.null)
)

# A list of a document that is no file: one number may stand for a list of one.
IN_MEMORY <- list(vector = list("a list", function(value) {
  is.list(value) && is.null(names(value)) || is.atomic(value) && length(value) == 1L
}))

#' The words for a type, and whether a value is of it.
#' @noRd
type_entry <- function(name) {
  if (name %in% names(TYPES)) TYPES[[name]] else IN_MEMORY[[name]]
}

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
  fits <- vapply(names, function(name) type_entry(name)[[2L]](value), NA)
  if (!any(fits)) {
    fail(
      "E_TYPE",
      argument,
      paste(vapply(names, function(name) type_entry(name)[[1L]], ""), collapse = " or "),
      describe(value)
    )
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
  if (TYPES$array[[2L]](value) && !is.null(schema$minItems) && length(value) < schema$minItems) {
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
    return(check_schema(
      value, root[["$defs"]][[sub("#/$defs/", "", schema[["$ref"]], fixed = TRUE)]], argument, root
    ))
  }
  if (!is.null(schema$oneOf)) {
    return(check_schema(value, choose(value, schema$oneOf, argument, root), argument, root))
  }
  shown <- if (nzchar(argument)) argument else "document"
  if (!is.null(schema$type)) check_type(value, unlist(schema$type), shown)
  if (any(c("enum", "const") %in% names(schema))) {
    check_constant(value, if (is.null(schema$enum)) list(schema$const) else schema$enum, shown)
  }
  check_bounds(value, schema, argument)
  if (TYPES$object[[2L]](value)) check_object(value, schema, argument, root)
  if (TYPES$array[[2L]](value) && !is.null(schema$items)) {
    for (index in seq_along(value)) {
      check_schema(value[[index]], schema$items, sprintf("%s[%d]", argument, index - 1L), root)
    }
  }
  invisible()
}

#' Choose the alternative that has the JSON type of `value`.
#' @noRd
choose <- function(value, alternatives, argument, root) {
  resolved <- lapply(alternatives, function(a) {
    if (is.null(a[["$ref"]])) {
      a
    } else {
      root[["$defs"]][[sub("#/$defs/", "", a[["$ref"]], fixed = TRUE)]]
    }
  })
  for (alternative in resolved) {
    fits <- vapply(type_names(alternative), function(name) type_entry(name)[[2L]](value), NA)
    if (any(fits)) return(alternative)
  }
  fail(
    "E_TYPE",
    argument,
    paste(
      vapply(unlist(lapply(resolved, type_names)), function(name) type_entry(name)[[1L]], ""),
      collapse = " or "
    ),
    describe(value)
  )
}
